import { computed, type ComputedRef } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import { comparedDays } from '../../../shared/domain/analytics/period.ts'
import { formatFen } from '../../../shared/money.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useI18n } from '../../app/i18n.ts'
import type { ReportColumn } from '../../components/report/report-types.ts'
import { barOption, timeOption } from './chart-options.ts'
import {
  bucketName,
  figureText,
  growthPoints,
  growthText,
  kindOf,
  measureKey,
  plain,
  type Drill,
  type TrendQuestion,
  type TrendView,
} from './trend-view.ts'

type Series = Outputs['trends']['series']

/** The series and the patterns of the week and the year: two views of one answer. */
export function useSeriesView(question: ComputedRef<TrendQuestion>, drill: Drill): ComputedRef<TrendView> {
  const { t, locale } = useI18n()
  const isAsked = computed(() => question.value.view === 'series' || question.value.view === 'pattern')
  const query = useApiQuery(
    orpc.trends.series,
    () => {
      if (!isAsked.value) return null
      const { period, unit, measure, basis, filter } = question.value
      const before = comparedDays(period, period.compare)
      return { range: { from: period.from, to: period.to }, before, unit, measure, basis, filter }
    },
    { keepPrevious: true },
  )

  return computed(() => {
    const answer = query.data.value
    const shown = answer && (question.value.view === 'series' ? series(answer) : pattern(answer))
    return {
      status: query.error.value ? 'error' : answer ? 'ready' : 'loading',
      error: query.error.value,
      retry: () => void query.refetch(),
      message: answer && answer.measure === 'quantity' && answer.unit === null ? t('trends.mixed') : null,
      figures: [],
      pictures: [],
      columns: [],
      rows: [],
      rowKey: 'key',
      note: '',
      open: null,
      ...shown,
    }
  })

  function series(answer: Series): Partial<TrendView> {
    const { unit } = question.value
    const { points, measure, averages } = answer
    const names = points.map(({ from }) => bucketName(unit, from))
    const average = (count: number) => t(`trends.average.${unit}`, { count })
    const line = (name: string, key: 'lastYear' | 'short' | 'long', style: object) => ({
      name,
      type: 'line',
      showSymbol: false,
      connectNulls: false,
      data: points.map((point) => plain(point[key], measure)),
      ...style,
    })
    const marks = (kind: 'peak' | 'trough') => ({
      name: t(`trends.${kind}`),
      type: 'line',
      lineStyle: { width: 0 },
      // otherwise only those above a label of the axis are drawn
      showAllSymbol: true,
      symbol: 'triangle',
      symbolRotate: kind === 'peak' ? 180 : 0,
      symbolSize: 10,
      symbolOffset: [0, kind === 'peak' ? -8 : 8],
      data: points.map((point) => (point.extreme === kind ? plain(point.value, measure) : null)),
    })
    const option = timeOption(
      names,
      [
        {
          name: t(measureKey(measure)),
          type: unit === 'day' ? 'line' : 'bar',
          showSymbol: false,
          areaStyle: unit === 'day' ? { opacity: 0.12 } : undefined,
          barMaxWidth: 28,
          data: points.map(({ value }) => plain(value, measure)),
        },
        line(t('trends.lastYear'), 'lastYear', { lineStyle: { type: 'dashed', width: 1.5 } }),
        line(average(averages.short), 'short', { lineStyle: { width: 1.5 } }),
        line(average(averages.long), 'long', { lineStyle: { width: 1.5 } }),
        marks('peak'),
        marks('trough'),
      ],
      locale.value,
    )
    const kind = kindOf(measure)
    const columns: ReportColumn[] = [
      { key: 'key', label: t('trends.when'), kind: 'text', width: 130 },
      { key: 'amount', label: t('salesReport.measure.amount'), kind: 'money', opens: true },
      { key: 'orders', label: t('trends.orders'), kind: 'count', opens: true },
      { key: 'quantity', label: t('salesReport.measure.quantity'), kind: 'quantity' },
      { key: 'margin', label: t('trends.margin'), kind: 'money' },
      { key: 'lastYear', label: t('trends.lastYear'), kind },
      { key: 'growth', label: t('trends.growth'), kind: 'percent' },
      { key: 'short', label: average(averages.short), kind },
      { key: 'long', label: average(averages.long), kind },
      { key: 'mark', label: t('trends.mark'), kind: 'text', width: 90 },
    ]
    const rows = points.map((point) => ({
      ...point,
      whole: undefined,
      extreme: undefined,
      key: bucketName(unit, point.from),
      growth: growthPoints(point.value, point.lastYear),
      mark: point.extreme ? t(`trends.${point.extreme}`) : point.whole ? '' : t('trends.partial'),
    }))
    const { amount, orders, quantity, margin } = answer.total
    return {
      figures: figures(answer),
      pictures: [
        {
          option,
          title: t(measureKey(measure)),
          columns,
          rows,
          pick: (index) => points[index] && drill(points[index]),
        },
      ],
      columns,
      rows,
      totals: { amount, orders, quantity, margin },
      note: `${t('trends.note.series')} ${t('trends.note.today')}`,
      open: (row) => drill({ from: String(row['from']), to: String(row['to']) }),
    }
  }

  function figures({ points, total, before, measure }: Series): TrendView['figures'] {
    const { unit } = question.value
    const whole = points.filter((point) => point.whole && point.value !== null)
    const sorted = whole.toSorted((a, b) => b.value! - a.value!)
    const [best, worst] = [sorted[0], sorted.at(-1)]
    const uncosted = total.uncosted ?? 0
    const then = before?.[measure] ?? null
    return [
      {
        label: t('trends.total', { measure: t(measureKey(measure)) }),
        value: figureText(total[measure], measure),
        ...(then
          ? {
              hint: t('trends.total.before', {
                value: figureText(then, measure),
                growth: growthText(total[measure], then),
              }),
            }
          : {}),
      },
      {
        label: t(`trends.mean.${unit}`),
        value: figureText(
          whole.length > 0 ? whole.reduce((sum, p) => sum + p.value!, 0) / whole.length : null,
          measure,
        ),
        hint: t('trends.mean.of', { count: whole.length }),
      },
      ...(best && worst && best !== worst
        ? [
            { label: t('trends.best'), value: figureText(best.value, measure), hint: bucketName(unit, best.from) },
            { label: t('trends.worst'), value: figureText(worst.value, measure), hint: bucketName(unit, worst.from) },
          ]
        : []),
      ...(total.margin === null
        ? []
        : [
            {
              label: t('trends.margin'),
              value: figureText(total.margin, 'margin'),
              ...(uncosted === 0 ? {} : { hint: t('trends.uncosted', { amount: formatFen(uncosted) }) }),
            },
          ]),
    ]
  }

  function pattern(answer: Series): Partial<TrendView> {
    const { measure, season, weekdays } = answer
    const weekday = (at: number) => t(`salesReport.weekday.${at as 0}`)
    const seasonTitle = `${t('trends.season')} · ${t('trends.season.years', { years: season?.years ?? 0 })}`
    const columns: ReportColumn[] = [
      { key: 'name', label: t('trends.when'), kind: 'text', width: 140 },
      { key: 'kind', label: t('trends.kind'), kind: 'text', width: 140 },
      { key: 'days', label: t('trends.days'), kind: 'count' },
      { key: 'mean', label: t('trends.mean.day'), kind: kindOf(measure) },
      { key: 'index', label: t('trends.index'), kind: 'ratio' },
    ]
    const byWeekday = weekdays.map(({ weekday: at, days, mean, index }) => ({
      key: `weekday ${at}`,
      name: weekday(at),
      kind: t('trends.weekdays'),
      days,
      mean: mean === null ? null : Math.round(mean),
      index: index === null ? null : Math.round(index * 100),
    }))
    const byMonth = (season?.months ?? []).map(({ month, index }) => ({
      key: `month ${month}`,
      name: t('trends.month', { month }),
      kind: t('trends.season'),
      index: Math.round(index * 100),
    }))
    const bars = (rows: readonly { name: string; index: number | null }[]) =>
      barOption(
        rows.map(({ name }) => name),
        [
          {
            name: t('trends.index'),
            type: 'bar',
            barMaxWidth: 28,
            data: rows.map(({ index }) => index && index / 100),
          },
        ],
        locale.value,
      )
    const without = (...keys: string[]) => columns.filter(({ key }) => !keys.includes(key))
    return {
      figures: figures(answer),
      pictures: [
        { option: bars(byWeekday), title: t('trends.weekdays'), columns: without('kind'), rows: byWeekday },
        ...(season
          ? [{ option: bars(byMonth), title: seasonTitle, columns: without('kind', 'days', 'mean'), rows: byMonth }]
          : []),
      ],
      columns,
      rows: [...byWeekday, ...byMonth],
      note: [t('trends.note.pattern'), ...(season ? [] : [t('trends.season.short')]), t('trends.note.today')].join(' '),
      open: () => drill(question.value.period, { by: 'weekday' }),
    }
  }
}
