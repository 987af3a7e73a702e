import type { CallRow, LotCustomerRow } from '../contract/demand.ts'
import type { Inputs, Outputs } from '../contract/index.ts'
import type { Day } from '../day.ts'
import { askedPeriod } from '../domain/analytics/period.ts'
import { SEGMENT_DIMENSIONS } from '../domain/analytics/segment-goods.ts'
import { formatQuantity } from '../quantity.ts'
import type { HiddenFigures, ReportAddress, ReportRow, ReportSheet, Words } from './report.ts'

type Views = Outputs['demand']

export const DEMAND_VIEWS = ['segments', 'together', 'test'] as const
export type DemandView = (typeof DEMAND_VIEWS)[number]
export const demandViewIn = (address: ReportAddress): DemandView =>
  DEMAND_VIEWS.find((one) => one === address['view']) ?? 'segments'

/** Days ahead the list of lots may look. */
export const PUSH_DAYS = [30, 60, 90, 180, 365] as const
/** Orders a rule must be on, and how sure it must be, basis points. */
export const TOGETHER_LEAST = [5, 10, 20, 50, 100, 200] as const
export const TOGETHER_CONFIDENCE = [500, 1000, 2000, 3000, 5000, 7000] as const

/** The segments an address asks about, without the one that is looked at. */
export function askedSegments(address: ReportAddress, today: Day) {
  const { from, to } = askedPeriod(address, today, { preset: 'last-12-months' })
  return {
    from,
    to,
    basis: address['basis'] === 'ordered' ? 'ordered' : 'shipped',
    dimension: SEGMENT_DIMENSIONS.find((one) => one === address['by']) ?? 'grade',
  } satisfies Inputs['demand']['segments']
}

/** The segment looked at: the one chosen (after a `=`, since customers without the attribute are one too), or the largest. */
export const segmentIn = (address: ReportAddress, segments: Views['segments']['segments']) =>
  segments.find(({ value }) => `=${value}` === address['segment']) ?? segments[0] ?? null

export function askedTogether(address: ReportAddress, today: Day) {
  const { from, to } = askedPeriod(address, today, { preset: 'last-12-months' })
  const number = (name: string, choices: readonly number[]) => choices.find((one) => String(one) === address[name])
  return {
    from,
    to,
    least: number('least', TOGETHER_LEAST) ?? null,
    confidence: number('confidence', TOGETHER_CONFIDENCE) ?? 2000,
    productId: address['product'] || null,
    segmentId: address['segment'] || null,
  } satisfies Inputs['demand']['together']
}

export const askedCalls = (address: ReportAddress) => ({
  personId: address['person'] || null,
  segmentId: address['segment'] || null,
})
export const askedPush = (address: ReportAddress) => ({
  withinDays: PUSH_DAYS.find((one) => String(one) === address['days']) ?? 180,
})

/** What a segment buys beside all customers. */
export function segmentSheet(
  asked: ReturnType<typeof askedSegments>,
  segment: string,
  answer: Pick<Views['segments'], 'rows'>,
  hidden: HiddenFigures,
  words: Words,
): ReportSheet {
  return {
    title: words('demand.view.segments'),
    question: [
      words('reports.days', asked),
      `${words(`demand.by.${asked.dimension}`)}: ${segment || words('demand.unnamed')}`,
      words(`demand.basis.${asked.basis}`),
    ],
    columns: [
      { key: 'name', label: words('demand.product'), kind: 'text', width: 220 },
      { key: 'code', label: words('demand.code'), kind: 'text', width: 100 },
      { key: 'index', label: words('demand.index'), kind: 'ratio', width: 84 },
      ...(hidden.sales ? [] : ([{ key: 'amount', label: words('demand.amount'), kind: 'money' }] as const)),
      { key: 'quantity', label: words('demand.quantity'), kind: 'quantity' },
      { key: 'baseUnit', label: words('demand.unit'), kind: 'text', width: 60 },
      { key: 'share', label: words('demand.share'), kind: 'percent' },
      { key: 'shareOfAll', label: words('demand.shareOfAll'), kind: 'percent' },
      { key: 'buyers', label: words('demand.buyers'), kind: 'count' },
      { key: 'reach', label: words('demand.reach'), kind: 'percent' },
      { key: 'reachOfAll', label: words('demand.reachOfAll'), kind: 'percent' },
    ],
    rows: answer.rows.map((row) => ({ ...row, name: `${row.name} ${row.spec}`.trim() })),
    note: words('demand.segments.note'),
  }
}

/** What is bought together. @param product the goods the rules begin with; empty: any */
export function togetherSheet(
  days: { from: Day; to: Day },
  product: string,
  answer: Pick<Views['together'], 'rows' | 'least'>,
  words: Words,
): ReportSheet {
  return {
    title: words('demand.view.together'),
    question: [words('reports.days', days), ...(product ? [`${words('demand.together.with')}: ${product}`] : [])],
    columns: [
      { key: 'from', label: words('demand.together.with'), kind: 'text', width: 340 },
      { key: 'to', label: words('demand.together.to'), kind: 'text', width: 230 },
      { key: 'together', label: words('demand.together.together'), kind: 'count', width: 96 },
      { key: 'extra', label: words('demand.together.extra'), kind: 'count', width: 96 },
      { key: 'support', label: words('demand.together.support'), kind: 'percent' },
      { key: 'confidence', label: words('demand.together.confidenceOf'), kind: 'percent' },
      { key: 'lift', label: words('demand.together.lift'), kind: 'ratio' },
    ],
    rows: answer.rows.map(({ from, to, together, extra, support, confidence: certain, lift }) => ({
      key: [...from, to].map((one) => one.productId).join(' '),
      productId: to.productId,
      from: from.map(({ name, spec }) => `${name} ${spec}`.trim()).join(' + '),
      to: `${to.name} ${to.spec}`.trim(),
      together,
      extra,
      support,
      confidence: certain,
      lift,
    })),
    note: words('demand.together.note', { least: answer.least }),
  }
}

/** What forecasts of orders would have been worth, beside plain guesses. */
export function backTestSheet(test: Views['backTest'], words: Words): ReportSheet {
  return {
    title: words('demand.view.test'),
    question: [words('reports.days', test)],
    columns: [
      { key: 'what', label: words('demand.test.what'), kind: 'text', width: 320 },
      { key: 'ours', label: words('demand.test.ours'), kind: 'text', width: 110 },
      { key: 'naive', label: words('demand.test.naive'), kind: 'text', width: 110 },
      { key: 'guess', label: words('demand.test.guess'), kind: 'text', width: 320 },
    ],
    rows: backTestRows(test, words),
    note: words('demand.test.note'),
  }
}

/** Who is to be called today. @param seesAll whose customers they are is said */
export function callSheet(
  today: Day,
  answer: Pick<Views['calls'], 'rows'>,
  { hidden, seesAll }: { hidden: HiddenFigures; seesAll: boolean },
  words: Words,
): ReportSheet {
  return {
    title: words('demand.calls.title'),
    question: [words('demand.asOf', { day: today })],
    columns: [
      { key: 'customer', label: words('demand.customer'), kind: 'text', width: 170 },
      { key: 'phone', label: words('demand.phone'), kind: 'text', width: 150 },
      { key: 'reason', label: words('demand.reason'), kind: 'text', width: 84 },
      { key: 'chance', label: words('demand.chance'), kind: 'percent', width: 76 },
      ...(hidden.sales
        ? []
        : ([
            { key: 'expectedAmount', label: words('demand.expectedAmount'), kind: 'money', width: 104 },
            { key: 'usualAmount', label: words('demand.usualAmount'), kind: 'money', width: 104 },
          ] as const)),
      { key: 'goods', label: words('demand.goods'), kind: 'text', width: 250 },
      { key: 'dueDay', label: words('demand.dueDay'), kind: 'day', width: 96 },
      { key: 'lastDay', label: words('demand.lastDay'), kind: 'day', width: 96 },
      { key: 'usualGap', label: words('demand.usualGap'), kind: 'count', width: 80 },
      { key: 'lastContact', label: words('demand.lastContact'), kind: 'text', width: 130 },
      ...(seesAll ? ([{ key: 'person', label: words('demand.calls.person'), kind: 'text', width: 90 }] as const) : []),
    ],
    rows: answer.rows.map((row) => ({
      customerId: row.customerId,
      customer: row.customer,
      phone: [row.contact, row.phone].filter(Boolean).join(' '),
      reason: words(`demand.reason.${row.reason}`),
      chance: row.chance,
      expectedAmount: row.expectedAmount,
      usualAmount: row.usualAmount,
      goods: goodsText(row, words),
      dueDay: row.dueDay,
      lastDay: row.lastDay,
      usualGap: row.usualGap,
      lastContact: contactText(row.lastContact, words),
      person: row.person,
      calledToday: row.calledToday ? 1 : 0,
    })),
    note: words('demand.calls.note'),
  }
}

/** Lots that will not sell out in time. */
export function pushSheet(
  today: Day,
  { withinDays }: { withinDays: number },
  answer: Pick<Views['push'], 'rows'>,
  hidden: HiddenFigures,
  words: Words,
): ReportSheet {
  return {
    title: words('demand.push.title'),
    question: [words('demand.push.within', { days: withinDays }), words('demand.asOf', { day: today })],
    columns: [
      { key: 'name', label: words('demand.product'), kind: 'text', width: 140 },
      { key: 'lot', label: words('demand.push.lot'), kind: 'text', width: 84 },
      ...(!hidden.sales && !hidden.cost
        ? ([{ key: 'lossAvoided', label: words('demand.push.avoided'), kind: 'money', width: 86 }] as const)
        : []),
      { key: 'site', label: words('demand.push.site'), kind: 'text', width: 56 },
      { key: 'expiryDay', label: words('demand.push.expiry'), kind: 'day', width: 86 },
      { key: 'days', label: words('demand.push.days'), kind: 'count', width: 66 },
      { key: 'free', label: words('demand.push.free'), kind: 'quantity', width: 72 },
      { key: 'pace', label: words('demand.push.pace'), kind: 'quantity', width: 68 },
      { key: 'unsold', label: words('demand.push.unsold'), kind: 'quantity', width: 72 },
      { key: 'baseUnit', label: words('demand.unit'), kind: 'text', width: 40 },
      ...(!hidden.cost ? ([{ key: 'loss', label: words('demand.push.loss'), kind: 'money', width: 88 }] as const) : []),
      ...(!hidden.sales
        ? ([
            { key: 'usualPrice', label: words('demand.push.usualPrice'), kind: 'price', width: 82 },
            { key: 'suggestedPrice', label: words('demand.push.suggestedPrice'), kind: 'price', width: 82 },
          ] as const)
        : []),
      { key: 'customers', label: words('demand.push.customers'), kind: 'count', width: 78, opens: true },
      { key: 'possible', label: words('demand.push.possible'), kind: 'quantity', width: 70 },
    ],
    rows: answer.rows.map((row) => ({
      ...row,
      key: `${row.lotId} ${row.siteId}`,
      name: `${row.name} ${row.spec}`.trim(),
      belowCost: row.belowCost ? 1 : 0,
    })),
    note: words('demand.push.note'),
  }
}

/** `面粉 3袋、大米 1袋 等 5 种`. */
export function goodsText({ goods, goodsCount }: Pick<CallRow, 'goods' | 'goodsCount'>, words: Words): string {
  const shown = goods.map(({ name, quantity, baseUnit }) => `${name} ${formatQuantity(quantity)}${baseUnit}`).join('、')
  return goodsCount > goods.length ? words('demand.goodsMore', { goods: shown, count: goodsCount }) : shown
}

/** When somebody last spoke to the customer, and how. */
export const contactText = (contact: LotCustomerRow['lastContact'], words: Words): string =>
  contact === null
    ? ''
    : words('demand.lastContactBy', { day: contact.day.slice(5), kind: words(`crm.kind.${contact.kind}`) })

function backTestRows(test: Views['backTest'], words: Words): ReportRow[] {
  const { dates, baskets, calls } = test
  const row = (key: string, label: string, ours: string, naive: string, guess: string): ReportRow => ({
    key,
    what: label,
    ours,
    naive,
    guess,
  })
  const of = <Score>(scores: { ours: Score; naive: Score }, text: (score: Score) => string): [string, string] => [
    text(scores.ours),
    text(scores.naive),
  ]
  const gap = words('demand.test.guessGap')
  const last = words('demand.test.guessBasket')
  const ordered = ({ ordered: right, called }: typeof calls.ours) => percent(right, called)
  return [
    row('3', words('demand.test.within3'), ...of(dates, (s) => percent(s.within3, s.tries)), gap),
    row('7', words('demand.test.within7'), ...of(dates, (s) => percent(s.within7, s.tries)), gap),
    row(
      'median',
      words('demand.test.medianError'),
      ...of(dates, (s) => (s.tries === 0 ? '–' : String(s.medianError))),
      gap,
    ),
    row('precision', words('demand.test.precision'), ...of(baskets, (s) => percent(s.right, s.named)), last),
    row('recall', words('demand.test.recall'), ...of(baskets, (s) => percent(s.right, s.taken)), last),
    row('quantity', words('demand.test.quantity'), ...of(baskets, (s) => percent(s.sameQuantity, s.right)), last),
    row('calls', words('demand.test.calls'), ordered(calls.ours), ordered(calls.naive), words('demand.test.guessDue')),
    row(
      'frequent',
      words('demand.test.callsFrequent'),
      ordered(calls.ours),
      ordered(calls.frequent),
      words('demand.test.guessFrequent'),
    ),
  ]
}

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)}%`)
