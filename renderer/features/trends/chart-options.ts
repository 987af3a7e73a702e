import type { EChartsCoreOption } from 'echarts/core'

/** Axis of figures in short: 1.2万, 12K. */
export function figureAxis(locale: string) {
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  return { type: 'value', axisLabel: { formatter: (value: number) => short.format(value) } }
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
/** A tooltip over everything of a place on the axis. */
export const axisTooltip = {
  trigger: 'axis',
  valueFormatter: (value: unknown) => (typeof value === 'number' ? whole.format(value) : '–'),
}

/** A picture along time, with a line to zoom by below. Series with `legend: false` are not named. */
export function timeOption(
  names: readonly string[],
  series: readonly Readonly<Record<string, unknown>>[],
  locale: string,
): EChartsCoreOption {
  const legend = series.filter((one) => one['legend'] !== false).map(({ name }) => name)
  return {
    grid: { left: 56, right: 16, top: 32, bottom: 52 },
    legend: { type: 'scroll', top: 0, data: legend },
    tooltip: axisTooltip,
    dataZoom: [{ type: 'inside' }, { type: 'slider', height: 16, bottom: 6 }],
    xAxis: { type: 'category', data: names },
    yAxis: figureAxis(locale),
    series,
  }
}

/** Bars side by side without a time axis. */
export function barOption(names: readonly string[], series: readonly object[], locale: string): EChartsCoreOption {
  return {
    grid: { left: 56, right: 16, top: 16, bottom: 24 },
    tooltip: axisTooltip,
    xAxis: { type: 'category', data: names, axisLabel: { interval: 0 } },
    yAxis: figureAxis(locale),
    series,
  }
}
