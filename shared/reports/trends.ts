import type { Outputs } from '../contract/index.ts'
import type { ReportKind } from '../contract/reports.ts'
import type { Day } from '../day.ts'
import { GROWTH_CAUSES } from '../domain/analytics/growth.ts'
import type { SeriesUnit, TrendMeasure } from '../domain/analytics/series.ts'
import type { ReportColumn, ReportRow, ReportSheet, ReportTableShown, Words } from './report.ts'
import type { TrendQuestion } from './trend-question.ts'

type Series = Outputs['trends']['series']
type Growth = Outputs['trends']['growth']
type Forecast = Outputs['trends']['forecast']
export type ReadyForecast = Extract<Forecast, { state: 'ready' }>

export const kindOf = (measure: TrendMeasure): ReportKind =>
  measure === 'orders' ? 'count' : measure === 'quantity' ? 'quantity' : 'money'

/** What a measure is called in the sales report. */
export const measureKey = (measure: TrendMeasure) =>
  `salesReport.measure.${measure === 'orders' ? 'documents' : measure}` as const

/** How a bucket is called: its day, its Monday, its month. */
export const bucketName = (unit: SeriesUnit, from: Day): string => (unit === 'month' ? from.slice(0, 7) : from)

/** Growth in basis points; null where there is nothing to compare with. */
export const growthPoints = (now: number | null, before: number | null): number | null =>
  now === null || before === null || before === 0 ? null : Math.round(((now - before) / Math.abs(before)) * 10_000)

/** What the mean of the last values is called. */
export const averageName = (unit: SeriesUnit, count: number, words: Words): string =>
  words(`trends.average.${unit}`, { count })

/** Figures of each day, week or month, with those of a year earlier, means, and what is a peak or a trough. */
export function seriesTable({ points, measure, averages, total }: Series, unit: SeriesUnit, words: Words) {
  const kind = kindOf(measure)
  const columns: ReportColumn[] = [
    { key: 'key', label: words('trends.when'), kind: 'text', width: 130 },
    { key: 'amount', label: words('salesReport.measure.amount'), kind: 'money', opens: true },
    { key: 'orders', label: words('trends.orders'), kind: 'count', opens: true },
    { key: 'quantity', label: words('salesReport.measure.quantity'), kind: 'quantity' },
    { key: 'margin', label: words('trends.margin'), kind: 'money' },
    { key: 'lastYear', label: words('trends.lastYear'), kind },
    { key: 'growth', label: words('trends.growth'), kind: 'percent' },
    { key: 'short', label: averageName(unit, averages.short, words), kind },
    { key: 'long', label: averageName(unit, averages.long, words), kind },
    { key: 'mark', label: words('trends.mark'), kind: 'text', width: 90 },
  ]
  const rows = points.map(({ from, to, orders, quantity, amount, margin, whole, extreme, ...point }) => ({
    key: bucketName(unit, from),
    from,
    to,
    amount,
    orders,
    quantity,
    margin,
    lastYear: rounded(point.lastYear),
    growth: growthPoints(point.value, point.lastYear),
    short: rounded(point.short),
    long: rounded(point.long),
    mark: extreme ? words(`trends.${extreme}`) : whole ? '' : words('trends.partial'),
  }))
  const { amount, orders, quantity, margin } = total
  return { columns, rows, totals: { amount, orders, quantity, margin } }
}

/** What days of the week and months of the year usually are beside each other. */
export function patternTable({ measure, season, weekdays }: Series, words: Words) {
  const columns: ReportColumn[] = [
    { key: 'name', label: words('trends.when'), kind: 'text', width: 140 },
    { key: 'kind', label: words('trends.kind'), kind: 'text', width: 140 },
    { key: 'days', label: words('trends.days'), kind: 'count' },
    { key: 'mean', label: words('trends.mean.day'), kind: kindOf(measure) },
    { key: 'index', label: words('trends.index'), kind: 'ratio' },
  ]
  const byWeekday = weekdays.map(({ weekday, days, mean, index }) => ({
    key: `weekday ${weekday}`,
    name: words(`salesReport.weekday.${weekday as 0}`),
    kind: words('trends.weekdays'),
    days,
    mean: rounded(mean),
    index: index === null ? null : Math.round(index * 100),
  }))
  const byMonth = (season?.months ?? []).map(({ month, index }) => ({
    key: `month ${month}`,
    name: words('trends.month', { month }),
    kind: words('trends.season'),
    index: Math.round(index * 100),
  }))
  return { columns, byWeekday, byMonth }
}

/** Why it grew: what each cause brought, adding up to the difference. */
export function causesTable(growth: Growth, words: Words) {
  const { causes, before, after, customers } = growth
  const counts: Partial<Record<string, number>> = { 'new-customers': customers.new, 'lost-customers': customers.lost }
  const columns: ReportColumn[] = [
    { key: 'name', label: words('trends.cause'), kind: 'text', width: 130 },
    { key: 'amount', label: words('trends.amount'), kind: 'money' },
    { key: 'share', label: words('trends.share'), kind: 'percent' },
    { key: 'explain', label: words('trends.explain'), kind: 'text', width: 420 },
  ]
  const rows = GROWTH_CAUSES.map((cause) => ({
    key: cause,
    name: words(`trends.cause.${cause}`),
    amount: causes[cause],
    share: before === 0 ? null : Math.round((causes[cause] / Math.abs(before)) * 10_000),
    explain: words(`trends.cause.explain.${cause}`, { count: counts[cause] ?? 0 }),
  }))
  return { columns, rows, totals: { amount: after - before, share: growthPoints(after, before) } }
}

/** The products, or the customers, that changed most. */
export function growthGroupsTable(growth: Growth, group: 'products' | 'customers', words: Words): ReportTableShown {
  const ofProducts = group === 'products'
  const quantities: ReportColumn[] = [
    { key: 'quantityBefore', label: words('trends.quantityBefore'), kind: 'quantity' },
    { key: 'quantityAfter', label: words('trends.quantityAfter'), kind: 'quantity' },
    { key: 'unit', label: words('trends.unitOf'), kind: 'text', width: 60 },
  ]
  const effects: ReportColumn[] = [
    { key: 'volume', label: words('trends.volume'), kind: 'money' },
    { key: 'price', label: words('trends.price'), kind: 'money' },
  ]
  return {
    columns: [
      { key: 'name', label: words('trends.name'), kind: 'text', width: ofProducts ? 220 : 240 },
      { key: 'code', label: words('trends.code'), kind: 'text', width: 100 },
      { key: 'change', label: words('trends.kind'), kind: 'text', width: 90 },
      ...(ofProducts ? quantities : []),
      { key: 'amountBefore', label: words('trends.before'), kind: 'money' },
      { key: 'amountAfter', label: words('trends.after'), kind: 'money', opens: true },
      { key: 'difference', label: words('trends.difference'), kind: 'money' },
      ...(ofProducts ? effects : []),
    ],
    rows: growth[group].rows.map(({ kind, ...row }): ReportRow => ({
      ...row,
      key: row.id,
      kind,
      change: words(`trends.change.${kind}`),
      difference: row.amountAfter - row.amountBefore,
    })),
  }
}

/** What is to be expected, step by step, with its bounds. */
export function stepsTable({ steps, measure }: ReadyForecast, unit: SeriesUnit, words: Words) {
  const kind = kindOf(measure)
  const columns: ReportColumn[] = [
    { key: 'key', label: words('trends.when'), kind: 'text', width: 130 },
    { key: 'value', label: words('trends.forecast'), kind },
    { key: 'lower', label: words('trends.lower'), kind },
    { key: 'upper', label: words('trends.upper'), kind },
    { key: 'actual', label: words('trends.actual'), kind, opens: true },
  ]
  const rows = steps.map(({ from, to, value, lower, upper, actual }) => ({
    key: bucketName(unit, from),
    from,
    to,
    value: rounded(value),
    lower: rounded(lower),
    upper: rounded(upper),
    actual: rounded(actual),
  }))
  return { columns, rows, totals: { value: rounded(steps.reduce((sum, { value }) => sum + value, 0)) } }
}

/** How much each way of forecasting erred on the last periods, the plain guesses among them. */
export function testTable({ candidates, chosen }: ReadyForecast, words: Words): ReportTableShown {
  const points = (share: number | null) => (share === null ? null : Math.round(share * 10_000))
  return {
    columns: [
      { key: 'name', label: words('trends.way'), kind: 'text', width: 220 },
      { key: 'wape', label: words('trends.wape'), kind: 'percent' },
      { key: 'smape', label: words('trends.smape'), kind: 'percent' },
      { key: 'mase', label: words('trends.mase'), kind: 'ratio' },
      { key: 'sums', label: words('trends.sums'), kind: 'percent', width: 120 },
      { key: 'mark', label: words('trends.mark'), kind: 'text', width: 90 },
    ],
    rows: candidates.map(({ id, wape, smape, mase, sums }) => ({
      key: id,
      name: words(`trends.model.${id}`),
      wape: points(wape),
      smape: points(smape),
      mase: mase === null ? null : Math.round(mase * 100),
      sums: points(sums),
      mark: id === chosen ? words('trends.chosen') : '',
    })),
  }
}

/** Why there is no forecast; null: there is one. */
export function noForecast(answer: Forecast, unit: SeriesUnit, words: Words): string | null {
  switch (answer.state) {
    case 'ready':
      return null
    case 'short': {
      const { have, needed } = answer
      return words('trends.forecast.short', { have, needed, unit: words(`trends.unit.${unit}`) })
    }
    case 'empty':
      return words('trends.forecast.empty')
    case 'mixed':
      return words('trends.mixed')
  }
}

/** How the figures of a view are come by. */
export function trendNote(
  view: TrendQuestion['view'],
  { level = 0.8, season = true }: { level?: number; season?: boolean },
  words: Words,
): string {
  const parts =
    view === 'forecast'
      ? [words('trends.note.forecast', { level: `${(level * 100).toFixed(1)}%` })]
      : view === 'pattern'
        ? [words('trends.note.pattern'), ...(season ? [] : [words('trends.season.short')])]
        : [words(`trends.note.${view}`)]
  return [...parts, words('trends.note.today')].join(' ')
}

/** The report of a view around its table. @param conditions in words, a line each */
export function trendSheet(
  question: TrendQuestion,
  table: ReportTableShown,
  conditions: readonly string[],
  note: string,
  words: Words,
): ReportSheet {
  const { view, measure, basis } = question
  const { from, to } = question.period
  const what = words(measureKey(view === 'growth' ? 'amount' : measure))
  return {
    title: `${words('trends.title')} · ${words(`trends.view.${view}`)}`,
    question: [words('reports.days', { from, to }), `${what} · ${words(`salesReport.basis.${basis}`)}`, ...conditions],
    ...table,
    note,
  }
}

/** Means and forecasts fall between whole numbers. */
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value) + 0)
