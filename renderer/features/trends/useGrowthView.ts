import { computed, type ComputedRef } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import { GROWTH_CAUSES } from '../../../shared/domain/analytics/growth.ts'
import { comparedDays } from '../../../shared/domain/analytics/period.ts'
import { growthAsked, type TrendQuestion } from '../../../shared/reports/trend-question.ts'
import { causesTable, growthGroupsTable, trendNote } from '../../../shared/reports/trends.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useI18n } from '../../app/i18n.ts'
import { useSession } from '../../app/session.ts'
import { barOption, figureAxis } from './chart-options.ts'
import { figureText, growthText, type Drill, type TrendView } from './trend-view.ts'

type Growth = Outputs['trends']['growth']

/** Why the amount differs from that of the days compared with. */
export function useGrowthView(
  question: ComputedRef<TrendQuestion>,
  drill: Drill,
  showDetail: (detail: 'products' | 'customers') => void,
): ComputedRef<TrendView> {
  const { t, locale } = useI18n()
  const session = useSession()
  const before = computed(() => comparedDays(question.value.period, question.value.period.compare))
  const isHidden = computed(() => session.masked('sale'))
  const query = useApiQuery(
    orpc.trends.growth,
    () => (question.value.view === 'growth' && !isHidden.value ? growthAsked(question.value) : null),
    { keepPrevious: true },
  )

  return computed(() => {
    const answer = before.value && !isHidden.value ? query.data.value : undefined
    const isAlone = answer?.before === 0
    return {
      status: query.error.value ? 'error' : answer ? 'ready' : 'loading',
      error: query.error.value,
      retry: () => void query.refetch(),
      message: isHidden.value
        ? t('trends.growth.hidden')
        : !before.value
          ? t('trends.growth.pick')
          : isAlone
            ? t('trends.growth.alone')
            : null,
      figures: [],
      pictures: [],
      columns: [],
      rows: [],
      rowKey: 'key',
      open: null,
      note: trendNote('growth', {}, t),
      ...(answer && !isAlone ? shown(answer) : {}),
    }
  })

  function shown(growth: Growth): Partial<TrendView> {
    const causes = causesTable(growth, t)
    return {
      figures: [
        { label: t('trends.before'), value: figureText(growth.before, 'amount') },
        { label: t('trends.after'), value: figureText(growth.after, 'amount') },
        {
          label: t('trends.difference'),
          value: figureText(growth.after - growth.before, 'amount'),
          hint: growthText(growth.after, growth.before),
          ...(growth.after < growth.before ? { tone: 'danger' as const } : {}),
        },
        {
          label: t('trends.staying'),
          value: String(growth.customers.staying),
          hint: t('trends.newLost', { new: growth.customers.new, lost: growth.customers.lost }),
        },
      ],
      pictures: [
        {
          option: waterfall(growth),
          title: t('trends.view.growth'),
          columns: causes.columns,
          rows: causes.rows,
          pick: (index) => {
            const cause = causes.rows[index - 1]
            if (cause) showDetail(cause.key.endsWith('customers') ? 'customers' : 'products')
          },
        },
      ],
      ...(question.value.detail === 'products'
        ? products(growth)
        : question.value.detail === 'customers'
          ? customers(growth)
          : {
              ...causes,
              open: (row) => showDetail(String(row['key']).endsWith('customers') ? 'customers' : 'products'),
            }),
    }
  }

  /** From what it was to what it is, a step a cause; what carries the steps is not seen. */
  function waterfall(growth: Growth) {
    const steps = [
      { name: t('trends.before'), from: 0, to: growth.before },
      ...GROWTH_CAUSES.map((cause) => ({ name: t(`trends.cause.${cause}`), from: 0, to: growth.causes[cause] })),
      { name: t('trends.after'), from: 0, to: growth.after },
    ]
    let level = growth.before
    for (const step of steps.slice(1, -1)) {
      step.from = level
      step.to += level
      level = step.to
    }
    // zero within a step would need two carriers: amounts of whole companies are above it
    const bar = (name: string, part: (step: (typeof steps)[number], index: number) => number | null) => ({
      name,
      type: 'bar',
      stack: 'steps',
      barMaxWidth: 44,
      data: steps.map((step, i) => part(step, i)),
    })
    const levels = steps.flatMap(({ from, to }, i) => (i === 0 || i === steps.length - 1 ? [to] : [from, to]))
    const [low, high] = [Math.min(...levels), Math.max(...levels)]
    // steps that are small beside the whole are seen from nearby
    const floor = low > (high - low) * 2 ? Math.floor((low - (high - low) / 2) / 1_000_000) * 10_000 : null
    const names = steps.map(({ name }) => name)
    const isEnd = (i: number) => i === 0 || i === steps.length - 1
    return {
      ...barOption(names, [], locale.value),
      yAxis: { ...figureAxis(locale.value), min: floor ?? undefined },
      series: [
        {
          ...bar('', ({ from, to }, i) => (isEnd(i) ? 0 : Math.min(from, to) / 100)),
          itemStyle: { color: 'transparent' },
          silent: true,
          tooltip: { show: false },
        },
        bar(t('trends.amount'), ({ to }, i) => (isEnd(i) ? to / 100 : null)),
        bar('−', ({ from, to }, i) => (!isEnd(i) && to < from ? (from - to) / 100 : null)),
        bar('+', ({ from, to }, i) => (!isEnd(i) && to > from ? (to - from) / 100 : null)),
      ],
      tooltip: { trigger: 'item' },
    }
  }

  function products(growth: Growth): Partial<TrendView> {
    return {
      ...growthGroupsTable(growth, 'products', t),
      open: (row) => drill(question.value.period, { by: 'customer', filter: { product: [String(row['id'])] } }),
    }
  }

  function customers(growth: Growth): Partial<TrendView> {
    return {
      ...growthGroupsTable(growth, 'customers', t),
      open: (row) => {
        const days = row['kind'] === 'lost' ? before.value : question.value.period
        if (days) drill(days, { by: 'product', filter: { customer: [String(row['id'])] } })
      },
    }
  }
}
