import { computed, type ComputedRef } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import { GROWTH_CAUSES } from '../../../shared/domain/analytics/growth.ts'
import { comparedDays } from '../../../shared/domain/analytics/period.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useI18n } from '../../app/i18n.ts'
import { useSession } from '../../app/session.ts'
import type { ReportColumn } from '../../components/report/report-types.ts'
import { barOption, figureAxis } from './chart-options.ts'
import { figureText, growthPoints, growthText, type Drill, type TrendQuestion, type TrendView } from './trend-view.ts'

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
    () => {
      const { view, period, basis, filter } = question.value
      if (view !== 'growth' || !before.value || isHidden.value) return null
      return { before: before.value, after: { from: period.from, to: period.to }, basis, filter }
    },
    { keepPrevious: true },
  )

  return computed(() => {
    const answer = before.value && !isHidden.value ? query.data.value : undefined
    return {
      status: query.error.value ? 'error' : answer ? 'ready' : 'loading',
      error: query.error.value,
      retry: () => void query.refetch(),
      message: isHidden.value ? t('trends.growth.hidden') : before.value ? null : t('trends.growth.pick'),
      figures: [],
      pictures: [],
      columns: [],
      rows: [],
      rowKey: 'key',
      open: null,
      note: `${t('trends.note.growth')} ${t('trends.note.today')}`,
      ...(answer ? shown(answer) : {}),
    }
  })

  function shown(growth: Growth): Partial<TrendView> {
    const causes = causeRows(growth)
    const causeColumns: ReportColumn[] = [
      { key: 'name', label: t('trends.cause'), kind: 'text', width: 130 },
      { key: 'amount', label: t('trends.amount'), kind: 'money' },
      { key: 'share', label: t('trends.share'), kind: 'percent' },
      { key: 'explain', label: t('trends.explain'), kind: 'text', width: 420 },
    ]
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
          columns: causeColumns,
          rows: causes,
          pick: (index) => {
            const cause = causes[index - 1]
            if (cause) showDetail(cause.key.endsWith('customers') ? 'customers' : 'products')
          },
        },
      ],
      ...(question.value.detail === 'products'
        ? products(growth)
        : question.value.detail === 'customers'
          ? customers(growth)
          : {
              columns: causeColumns,
              rows: causes,
              open: (row) => showDetail(String(row['key']).endsWith('customers') ? 'customers' : 'products'),
              totals: {
                amount: growth.after - growth.before,
                share: growthPoints(growth.after, growth.before),
              },
            }),
    }
  }

  function causeRows({ causes, before: then, customers: { new: fresh, lost } }: Growth) {
    const counts: Partial<Record<string, number>> = { 'new-customers': fresh, 'lost-customers': lost }
    return GROWTH_CAUSES.map((cause) => ({
      key: cause,
      name: t(`trends.cause.${cause}`),
      amount: causes[cause],
      share: then === 0 ? null : Math.round((causes[cause] / Math.abs(then)) * 10_000),
      explain: t(`trends.cause.explain.${cause}`, { count: counts[cause] ?? 0 }),
    }))
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

  function products({ products: { rows } }: Growth): Partial<TrendView> {
    return {
      columns: [
        { key: 'name', label: t('trends.name'), kind: 'text', width: 220 },
        { key: 'code', label: t('trends.code'), kind: 'text', width: 100 },
        { key: 'change', label: t('trends.kind'), kind: 'text', width: 90 },
        { key: 'quantityBefore', label: t('trends.quantityBefore'), kind: 'quantity' },
        { key: 'quantityAfter', label: t('trends.quantityAfter'), kind: 'quantity' },
        { key: 'unit', label: t('trends.unitOf'), kind: 'text', width: 60 },
        { key: 'amountBefore', label: t('trends.before'), kind: 'money' },
        { key: 'amountAfter', label: t('trends.after'), kind: 'money', opens: true },
        { key: 'difference', label: t('trends.difference'), kind: 'money' },
        { key: 'volume', label: t('trends.volume'), kind: 'money' },
        { key: 'price', label: t('trends.price'), kind: 'money' },
      ],
      rows: rows.map(({ kind, ...row }) => ({
        ...row,
        key: row.id,
        change: t(`trends.change.${kind}`),
        difference: row.amountAfter - row.amountBefore,
      })),
      open: (row) => drill(question.value.period, { by: 'customer', filter: { product: [String(row['id'])] } }),
    }
  }

  function customers({ customers: { rows } }: Growth): Partial<TrendView> {
    return {
      columns: [
        { key: 'name', label: t('trends.name'), kind: 'text', width: 240 },
        { key: 'code', label: t('trends.code'), kind: 'text', width: 100 },
        { key: 'change', label: t('trends.kind'), kind: 'text', width: 90 },
        { key: 'amountBefore', label: t('trends.before'), kind: 'money' },
        { key: 'amountAfter', label: t('trends.after'), kind: 'money', opens: true },
        { key: 'difference', label: t('trends.difference'), kind: 'money' },
      ],
      rows: rows.map(({ kind, ...row }) => ({
        ...row,
        key: row.id,
        change: t(`trends.change.${kind}`),
        difference: row.amountAfter - row.amountBefore,
      })),
      open: (row) => {
        const days = row['change'] === t('trends.change.lost') ? before.value : question.value.period
        if (days) drill(days, { by: 'product', filter: { customer: [String(row['id'])] } })
      },
    }
  }
}
