import { computed, type ComputedRef } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import { addDays } from '../../../shared/day.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useI18n } from '../../app/i18n.ts'
import type { ReportColumn, ReportRow } from '../../components/report/report-types.ts'
import { timeOption } from './chart-options.ts'
import {
  bucketName,
  figureText,
  kindOf,
  percentText,
  plain,
  type Drill,
  type TrendQuestion,
  type TrendView,
} from './trend-view.ts'

type Ready = Extract<Outputs['trends']['forecast'], { state: 'ready' }>

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
  const query = useApiQuery(orpc.trends.forecast, () => {
    const { view, period, unit, horizon, measure, basis, filter } = question.value
    if (view !== 'forecast') return null
    const yesterday = addDays(today.value, -1)
    return { until: period.to < yesterday ? period.to : yesterday, unit, horizon, measure, basis, filter }
  })

  return computed(() => {
    const answer = query.data.value
    const level = percentText(answer?.state === 'ready' ? answer.level : 0.8)
    return {
      status: query.error.value ? 'error' : answer ? 'ready' : 'loading',
      error: query.error.value,
      retry: () => void query.refetch(),
      message: answer ? messageOf(answer) : query.error.value ? null : t('trends.forecast.working'),
      figures: [],
      pictures: [],
      columns: [],
      rows: [],
      rowKey: 'key',
      open: null,
      note: `${t('trends.note.forecast', { level })} ${t('trends.note.today')}`,
      ...(answer?.state === 'ready' ? shown(answer) : {}),
    }
  })

  function messageOf(answer: Outputs['trends']['forecast']): string | null {
    switch (answer.state) {
      case 'ready':
        return null
      case 'short': {
        const { have, needed } = answer
        return t('trends.forecast.short', { have, needed, unit: t(`trends.unit.${question.value.unit}`) })
      }
      case 'empty':
        return t('trends.forecast.empty')
      case 'mixed':
        return t('trends.mixed')
    }
  }

  function shown(answer: Ready): Partial<TrendView> {
    const { unit } = question.value
    const { history, steps, measure, chosen, candidates, origins } = answer
    const error = (id: string) => percentText(candidates.find((one) => one.id === id)?.wape ?? null)
    const isPlain = chosen === 'naive' || chosen === 'seasonal-naive'
    const best = candidates[0]!
    const isLarge = (best.wape ?? 1) > LARGE_ERROR
    const columns: ReportColumn[] = [
      { key: 'key', label: t('trends.when'), kind: 'text', width: 130 },
      { key: 'value', label: t('trends.forecast'), kind: kindOf(measure) },
      { key: 'lower', label: t('trends.lower'), kind: kindOf(measure) },
      { key: 'upper', label: t('trends.upper'), kind: kindOf(measure) },
      { key: 'actual', label: t('trends.actual'), kind: kindOf(measure), opens: true },
    ]
    const rows = steps.map((step) => ({ ...step, key: bucketName(unit, step.from) }))
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
          columns,
          rows,
          pick: (index) => {
            const days = [...history, ...steps][index]
            if (days && days.to < today.value) drill(days)
          },
        },
      ],
      ...(question.value.detail === 'test'
        ? tested(answer)
        : {
            columns,
            rows,
            totals: { value: total },
            ...(steps[0]!.actual === null
              ? {}
              : { open: (row: ReportRow) => void (row['actual'] !== null && drill(daysOf(row))) }),
          }),
    }
  }

  function option({ history, steps, measure }: Ready) {
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

  function tested({ candidates, chosen }: Ready): Partial<TrendView> {
    const points = (share: number | null) => (share === null ? null : Math.round(share * 10_000))
    return {
      columns: [
        { key: 'name', label: t('trends.way'), kind: 'text', width: 220 },
        { key: 'wape', label: t('trends.wape'), kind: 'percent' },
        { key: 'smape', label: t('trends.smape'), kind: 'percent' },
        { key: 'mase', label: t('trends.mase'), kind: 'ratio' },
        { key: 'sums', label: t('trends.sums'), kind: 'percent', width: 120 },
        { key: 'mark', label: t('trends.mark'), kind: 'text', width: 90 },
      ],
      rows: candidates.map(({ id, wape, smape, mase, sums }) => ({
        key: id,
        name: t(`trends.model.${id}`),
        wape: points(wape),
        smape: points(smape),
        mase: mase === null ? null : Math.round(mase * 100),
        sums: points(sums),
        mark: id === chosen ? t('trends.chosen') : '',
      })),
    }
  }
}
