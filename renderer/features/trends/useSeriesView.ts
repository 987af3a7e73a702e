import { computed, type ComputedRef } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import { formatFen } from '../../../shared/money.ts'
import { seriesAsked, type TrendQuestion } from '../../../shared/reports/trend-question.ts'
import {
  averageName,
  bucketName,
  measureKey,
  patternTable,
  seriesTable,
  trendNote,
} from '../../../shared/reports/trends.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useI18n } from '../../app/i18n.ts'
import { barOption, timeOption } from './chart-options.ts'
import { figureText, growthText, plain, type Drill, type TrendView } from './trend-view.ts'

type Series = Outputs['trends']['series']

/** The series and the patterns of the week and the year: two views of one answer. */
export function useSeriesView(question: ComputedRef<TrendQuestion>, drill: Drill): ComputedRef<TrendView> {
  const { t, locale } = useI18n()
  const isAsked = computed(() => question.value.view === 'series' || question.value.view === 'pattern')
  const query = useApiQuery(
    orpc.trends.series,
    () => {
      return isAsked.value ? seriesAsked(question.value) : null
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
    const average = (count: number) => averageName(unit, count, t)
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
    const table = seriesTable(answer, unit, t)
    return {
      figures: figures(answer),
      pictures: [
        {
          option,
          title: t(measureKey(measure)),
          columns: table.columns,
          rows: table.rows,
          pick: (index) => points[index] && drill(points[index]),
        },
      ],
      ...table,
      note: trendNote('series', {}, t),
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
    const { season } = answer
    const seasonTitle = `${t('trends.season')} · ${t('trends.season.years', { years: season?.years ?? 0 })}`
    const { columns, byWeekday, byMonth } = patternTable(answer, t)
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
      note: trendNote('pattern', { season: season !== null }, t),
      open: () => drill(question.value.period, { by: 'weekday' }),
    }
  }
}
