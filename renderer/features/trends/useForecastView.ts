import { computed, type ComputedRef } from 'vue'
import { forecastAsked, type TrendQuestion } from '../../../shared/reports/trend-question.ts'
import {
  bucketName,
  noForecast,
  stepsTable,
  testTable,
  trendNote,
  type ReadyForecast,
} from '../../../shared/reports/trends.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useI18n } from '../../app/i18n.ts'
import type { ReportRow } from '../../components/report/report-types.ts'
import { timeOption } from './chart-options.ts'
import { figureText, percentText, plain, type Drill, type TrendView } from './trend-view.ts'

const daysOf = (row: ReportRow) => ({ from: String(row['from']), to: String(row['to']) })
/** An error of half of what is sold and more is a hint at best. */
const LARGE_ERROR = 0.5

/** What is to be expected after the end of the period, and how much such a forecast errs. */
export function useForecastView(
  question: ComputedRef<TrendQuestion>,
  today: ComputedRef<string>,
  drill: Drill,
): ComputedRef<TrendView> {
  const { t, locale } = useI18n()
  const query = useApiQuery(orpc.trends.forecast, () =>
    question.value.view === 'forecast' ? forecastAsked(question.value, today.value) : null,
  )

  return computed(() => {
    const answer = query.data.value
    const level = answer?.state === 'ready' ? { level: answer.level } : {}
    return {
      status: query.error.value ? 'error' : answer ? 'ready' : 'loading',
      error: query.error.value,
      retry: () => void query.refetch(),
      message: answer
        ? noForecast(answer, question.value.unit, t)
        : query.error.value
          ? null
          : t('trends.forecast.working'),
      figures: [],
      pictures: [],
      columns: [],
      rows: [],
      rowKey: 'key',
      open: null,
      note: trendNote('forecast', level, t),
      ...(answer?.state === 'ready' ? shown(answer) : {}),
    }
  })

  function shown(answer: ReadyForecast): Partial<TrendView> {
    const { unit } = question.value
    const { history, steps, measure, chosen, candidates, origins } = answer
    const error = (id: string) => percentText(candidates.find((one) => one.id === id)?.wape ?? null)
    const isPlain = chosen === 'naive' || chosen === 'seasonal-naive'
    const best = candidates[0]!
    const isLarge = (best.wape ?? 1) > LARGE_ERROR
    const table = stepsTable(answer, unit, t)
    const total = steps.reduce((sum, { value }) => sum + value, 0)
    return {
      figures: [
        {
          label: t('trends.forecast.total'),
          value: figureText(total, measure),
          hint: t('trends.forecast.sums', { error: percentText(best.sums) }),
        },
        {
          label: t('trends.forecast.way'),
          value: t(`trends.model.${chosen}`),
          hint: isPlain ? t('trends.forecast.plain') : t('trends.forecast.origins', { count: origins }),
        },
        {
          label: t(isLarge ? 'trends.forecast.large' : 'trends.forecast.error'),
          value: percentText(best.wape),
          hint: t('trends.forecast.beside', { naive: error('naive'), seasonal: error('seasonal-naive') }),
          ...(isLarge ? { tone: 'attention' as const } : {}),
        },
        {
          label: t('trends.mase'),
          value: best.mase === null ? '–' : best.mase.toFixed(2),
          hint: t('trends.forecast.mase'),
        },
      ],
      pictures: [
        {
          option: option(answer),
          title: `${t('trends.forecast')} · ${t('trends.until', { day: history.at(-1)?.to ?? '' })}`,
          columns: table.columns,
          rows: table.rows,
          pick: (index) => {
            const days = [...history, ...steps][index]
            if (days && days.to < today.value) drill(days)
          },
        },
      ],
      ...(question.value.detail === 'test'
        ? testTable(answer, t)
        : {
            ...table,
            ...(steps[0]!.actual === null
              ? {}
              : { open: (row: ReportRow) => void (row['actual'] !== null && drill(daysOf(row))) }),
          }),
    }
  }

  function option({ history, steps, measure }: ReadyForecast) {
    const { unit } = question.value
    const gap = history.map(() => null)
    const last = history.length - 1
    // the forecast begins where what is known ends
    const from = (values: (number | null)[]) => [
      ...history.map(({ value }, i) => (i === last ? plain(value, measure) : null)),
      ...values,
    ]
    const line = (name: string, data: (number | null)[], more: { legend?: false } & Record<string, unknown>) => ({
      name,
      type: 'line',
      showSymbol: false,
      data,
      ...more,
    })
    const lower = steps.map((step) => plain(step.lower, measure))
    const width = steps.map((step) => plain(step.upper - step.lower, measure))
    const days = [
      ...history.map(({ from: day, value }) => ({ day, actual: value as number | null, step: null })),
      ...steps.map((step) => ({ day: step.from, actual: step.actual, step })),
    ]
    const names = days.map(({ day }) => bucketName(unit, day))
    /** What stands in the tooltip: the range by its ends, which the picture draws as a height. */
    const tip = (index: number): string => {
      const { actual, step } = days[index]!
      return [
        names[index],
        ...(actual === null ? [] : [`${t('trends.actual')} ${figureText(actual, measure)}`]),
        ...(step
          ? [
              `${t('trends.forecast')} ${figureText(step.value, measure)}`,
              `${t('trends.range')} ${figureText(step.lower, measure)} – ${figureText(step.upper, measure)}`,
            ]
          : []),
      ].join('<br>')
    }
    const series = [
      line(
        t('trends.actual'),
        days.map(({ actual }) => plain(actual, measure)),
        {},
      ),
      line(t('trends.forecast'), from(steps.map(({ value }) => plain(value, measure))), {
        lineStyle: { width: 2, type: 'dashed' },
      }),
      // carries the range and is not seen
      line('', [...gap, ...lower], { stack: 'range', lineStyle: { width: 0 }, legend: false }),
      line(t('trends.range'), [...gap, ...width], {
        stack: 'range',
        lineStyle: { width: 0 },
        areaStyle: { opacity: 0.18 },
      }),
    ]
    return {
      ...timeOption(names, series, locale.value),
      tooltip: { trigger: 'axis', formatter: ([at]: { dataIndex: number }[]) => (at ? tip(at.dataIndex) : '') },
    }
  }
}
