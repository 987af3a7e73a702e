/** ECharts' theme from the tokens of theme.css as they are now (light or dark). */
export function chartTheme(element: Element) {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const axis = {
    axisLine: { lineStyle: { color: token('--line-strong') } },
    axisTick: { lineStyle: { color: token('--line-strong') } },
    axisLabel: { color: token('--ink-second') },
    splitLine: { lineStyle: { color: token('--line') } },
  }
  return {
    color: Array.from({ length: 8 }, (_, index) => token(`--chart-${index + 1}`)),
    backgroundColor: 'transparent',
    textStyle: { color: token('--ink'), fontFamily: token('--font'), fontSize: 12 },
    legend: { top: 0, textStyle: { color: token('--ink-second') } },
    tooltip: {
      backgroundColor: token('--raised'),
      borderColor: token('--line-strong'),
      textStyle: { color: token('--ink'), fontSize: 12 },
    },
    dataZoom: {
      borderColor: token('--line'),
      backgroundColor: 'transparent',
      fillerColor: token('--primary-tint'),
      handleStyle: { color: token('--raised'), borderColor: token('--line-strong') },
      moveHandleStyle: { color: token('--line-strong') },
      dataBackground: { lineStyle: { color: token('--line-strong') }, areaStyle: { color: token('--line') } },
      textStyle: { color: token('--ink-second') },
    },
    visualMap: {
      inRange: { color: [token('--hover'), token('--heat')] },
      textStyle: { color: token('--ink-second') },
    },
    heatmap: { label: { color: token('--ink') } },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: axis,
    logAxis: axis,
  }
}
