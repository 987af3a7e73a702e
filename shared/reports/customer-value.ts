import type { LateRow, ValueFilter, ValueRow } from '../contract/customer-value.ts'
import type { Outputs } from '../contract/index.ts'
import type { Day } from '../day.ts'
import { ABC_CLASSES } from '../domain/analytics/abc.ts'
import { VALUE_MEASURES, type ValueMeasure } from '../domain/analytics/customer-money.ts'
import { RECENCY_MEASURES } from '../domain/analytics/customer-value.ts'
import { askedPeriod } from '../domain/analytics/period.ts'
import { RFM_CELLS, RFM_SEGMENTS } from '../domain/analytics/rfm.ts'
import { formatFen } from '../money.ts'
import type { ReportAddress, ReportColumn, ReportRow, ReportSheet, ReportTableShown, Words } from './report.ts'

type Views = Outputs['customerValue']
type Method = Pick<Views['contribution'], 'measure' | 'known' | 'rules'>

export const VALUE_PARTS = ['contribution', 'rfm', 'cohorts', 'late'] as const
export type ValuePart = (typeof VALUE_PARTS)[number]

/** Rows a file holds at most; of those who are late. */
export const EVERYBODY = 100_000
export const ALL_LATE = 5000
/** Months side by side in the table of retention. */
const MOST_MONTHS = 24

export const valuePartIn = (address: ReportAddress): ValuePart =>
  VALUE_PARTS.find((one) => one === address['part']) ?? 'contribution'

/** The days and measures an address of the page asks about, today. */
export function askedValue(address: ReportAddress, today: Day) {
  const { from, to } = askedPeriod(address, today, { preset: 'last-12-months' })
  const measure = VALUE_MEASURES.find((one) => one === address['measure'])
  const recency = RECENCY_MEASURES.find((one) => one === address['recency'])
  return { from, to, ...(measure ? { measure } : {}), ...(recency ? { recency } : {}), ...valueSegment(address) }
}
/** Only the customers of a saved segment. */
export const valueSegment = (address: ReportAddress): { segmentId?: string } =>
  address['segment'] ? { segmentId: address['segment'] } : {}

export type ValueQuestion = ReturnType<typeof askedValue>

/** What an address keeps of who is listed. */
export const NO_VALUE_FILTER = {
  abc: null,
  grade: null,
  differs: false,
  group: null,
  cell: null,
  r: null,
  f: null,
  cohort: null,
  after: null,
} as const

/** Who is listed, as an address has it; a customer's segment is its `group`. */
export function askedValueFilter(address: ReportAddress): ValueFilter {
  const score = (name: 'r' | 'f') => [1, 2, 3, 4, 5].find((one) => String(one) === address[name])
  const { cohort, after } = address
  const found: ValueFilter = {
    abc: ABC_CLASSES.find((one) => one === address['abc']),
    grade: ABC_CLASSES.find((one) => one === address['grade']),
    differs: address['differs'] === '1' || undefined,
    segment: RFM_SEGMENTS.find((one) => one === address['group']),
    cell: RFM_CELLS.find((one) => one === address['cell']),
    r: score('r'),
    f: score('f'),
    cohort: cohort && /^\d{4}-\d{2}$/.test(cohort) ? cohort : undefined,
    after: after && /^\d{1,3}$/.test(after) ? Math.min(600, Number(after)) : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

/** The conditions of an address for who is to be listed. */
export function valueFilterAddress(filter: ValueFilter): Record<keyof typeof NO_VALUE_FILTER, string | boolean | null> {
  const { segment, differs, r, f, after, ...texts } = filter
  const text = (value: number | undefined) => (value === undefined ? null : String(value))
  return {
    ...NO_VALUE_FILTER,
    ...texts,
    differs: differs === true,
    group: segment ?? null,
    r: text(r),
    f: text(f),
    after: text(after),
  }
}

/** Who is listed, in words. */
export function valueFilterWords(filter: ValueFilter, words: Words): string[] {
  const { abc, grade, differs, r, f, segment, cell, cohort: month, after } = filter
  return [
    ...(grade ? [`${words('customerValue.grade')} ${grade}`] : []),
    ...(abc ? [words('customerValue.classCustomers', { abc })] : []),
    ...(differs ? [words('customerValue.onlyDiffering')] : []),
    ...(r && f ? [`R ${r} · F ${f}`] : []),
    ...(segment ? [words(`customerValue.segment.${segment}`)] : []),
    ...(cell ? [words(`customerValue.cell.${cell}`)] : []),
    ...(month
      ? [
          after === undefined
            ? words('customerValue.cohortFilter', { month })
            : words('customerValue.cohortAfter', { month, n: after }),
        ]
      : []),
  ]
}

/** Basis points as people read them: `80%`, `12.5%`. */
export const percentText = (basisPoints: number): string => `${Math.round(basisPoints / 10) / 10}%`

/** Columns of a list of customers. */
export function valueColumns(words: Words): ReportColumn[] {
  const column = (key: string, label: string, kind: ReportColumn['kind'], width?: number): ReportColumn =>
    width === undefined ? { key, label, kind } : { key, label, kind, width }
  return [
    column('name', words('customerValue.customer'), 'text'),
    column('code', words('customerValue.code'), 'text', 80),
    column('grade', words('customerValue.grade'), 'text', 64),
    column('abc', words('customerValue.abc'), 'text', 56),
    column('margin', words('customerValue.margin'), 'money', 120),
    column('amount', words('customerValue.amount'), 'money', 130),
    column('share', words('customerValue.share'), 'percent', 72),
    column('cumulative', words('customerValue.cumulative'), 'percent', 84),
    column('orders', words('customerValue.orders'), 'count', 72),
    column('scores', words('customerValue.scores'), 'text', 64),
    column('segment', words('customerValue.segment'), 'text', 110),
    column('cell', words('customerValue.cell'), 'text', 124),
    column('lastDay', words('customerValue.lastDay'), 'day'),
    column('rhythm', words('customerValue.rhythm'), 'count', 92),
    column('lateness', words('customerValue.lateness'), 'percent', 92),
    column('overdue', words('customerValue.overdue'), 'money', 110),
    column('overdueDays', words('customerValue.overdueDays'), 'count', 80),
    column('firstDay', words('customerValue.firstDay'), 'day'),
    column('lifetimeMargin', words('customerValue.lifetimeMargin'), 'money'),
    column('lifetimeAmount', words('customerValue.lifetimeAmount'), 'money'),
    column('salesPerson', words('customerValue.salesPerson'), 'text', 100),
  ]
}

/** A customer as a row of a report, words instead of keys. */
export function valueReportRow(row: ValueRow, words: Words): ReportRow {
  const { scores, segment, cell, lateness, differs: _, late, ...plain } = row
  return {
    ...plain,
    scores: scores ? `${scores.r} ${scores.f} ${scores.m}` : '',
    segment: segment ? words(`customerValue.segment.${segment}`) : '',
    cell: cell ? words(`customerValue.cell.${cell}`) : '',
    lateness: lateness === null ? null : lateness * 100,
    late: late ? 1 : 0,
  }
}

/** Customers behind a figure, the most valuable first. */
export const valueTable = ({ rows, totals }: Views['customers'], words: Words): ReportTableShown => ({
  columns: valueColumns(words),
  rows: rows.map((row) => valueReportRow(row, words)),
  totals,
})

/** Months the table and the picture of retention go on for. */
export const cohortMonths = (cohorts: Views['cohorts']['cohorts']): number =>
  Math.min(MOST_MONTHS, Math.max(0, ...cohorts.map((one) => one.active.length)))

/** Retention: of those who first ordered in a month, how many did so again in the months after. */
export function cohortTable(cohorts: Views['cohorts']['cohorts'], words: Words): ReportTableShown {
  const months = cohortMonths(cohorts)
  const each = (fen: number | null, customers: number) => (fen === null ? null : Math.round(fen / customers))
  return {
    columns: [
      { key: 'month', label: words('customerValue.month'), kind: 'text', width: 100 },
      { key: 'customers', label: words('customerValue.newCustomers'), kind: 'count', opens: true },
      { key: 'marginEach', label: words('customerValue.lifetimeEach'), kind: 'money' },
      { key: 'amountEach', label: words('customerValue.lifetimeAmountEach'), kind: 'money', width: 150 },
      ...Array.from({ length: months }, (_, n): ReportColumn => ({
        key: `m${n}`,
        label: words('customerValue.monthsLater', { n }),
        kind: 'percent',
        width: 76,
        opens: true,
      })),
    ],
    rows: cohorts.map(({ month, customers, active, lifetimeAmount, lifetimeMargin }): ReportRow => ({
      month,
      customers,
      marginEach: each(lifetimeMargin, customers),
      amountEach: each(lifetimeAmount, customers),
      ...Object.fromEntries(active.slice(0, months).map((count, n) => [`m${n}`, activeShare(count, customers)])),
    })),
  }
}

/** Basis points of a cohort. */
export const activeShare = (active: number, customers: number): number => Math.round((active / customers) * 10_000)

/** Who is late against the own rhythm. */
export function lateTable({ rows, measure }: Pick<Views['late'], 'rows' | 'measure'>, words: Words): ReportTableShown {
  return {
    columns: [
      { key: 'name', label: words('customerValue.customer'), kind: 'text' },
      { key: 'abc', label: words('customerValue.abc'), kind: 'text' },
      { key: 'lateness', label: words('customerValue.lateness'), kind: 'percent' },
      { key: 'rhythm', label: words('customerValue.rhythm'), kind: 'count' },
      { key: 'lastDay', label: words('customerValue.lastDay'), kind: 'day' },
      { key: 'dueDay', label: words('customerValue.dueDay'), kind: 'day' },
      { key: 'value', label: words(`customerValue.${measure}`), kind: 'money' },
      { key: 'overdue', label: words('customerValue.overdue'), kind: 'money' },
      { key: 'usual', label: words('customerValue.usual'), kind: 'text' },
      { key: 'contact', label: words('customerValue.contact'), kind: 'text' },
    ],
    rows: rows.map(({ id, name, abc, rhythm, lastDay, dueDay, value, overdue, ...row }) => ({
      id,
      name,
      abc,
      rhythm,
      lastDay,
      dueDay,
      value,
      overdue,
      lateness: row.lateness * 100,
      usual: usualText(row),
      contact: `${row.contact} ${row.phone}`.trim(),
    })),
  }
}

/** The goods a customer usually takes. */
export const usualText = (row: Pick<LateRow, 'usual'>): string => row.usual.map((one) => one.name).join('、')

const measureNote = ({ measure, known }: { measure: ValueMeasure; known: number }, words: Words): string =>
  words(`customerValue.note.measure.${measure}`, { share: percentText(known) })

/** How the figures of each part are come by, with the bounds they follow from. */
export const valueNotes = {
  contribution: (answer: Method, words: Words): string => {
    const [a, b] = answer.rules.abc
    return measureNote(answer, words) + words('customerValue.note.abc', { a: percentText(a), b: percentText(b) })
  },
  rfm: (answer: Views['rfm'], words: Words): string => {
    const { bounds, mean, rules, quintiles, typicalRhythm: days } = answer
    const byRhythm = rules.recency === 'rhythm'
    return (
      measureNote(answer, words) +
      words('customerValue.note.rfm', {
        recency: byRhythm ? words('customerValue.note.rhythm', { days }) : words('customerValue.note.days'),
        way: words(quintiles ? 'customerValue.note.quintiles' : 'customerValue.note.fixed'),
        r: bounds.r.map((bound) => (byRhythm ? `${bound}%` : bound)).join(' / '),
        f: bounds.f.join(' / '),
        m: bounds.m === null ? words('customerValue.note.hidden') : bounds.m.map(yuanText).join(' / '),
        meanR: mean.r.toFixed(2),
        meanF: mean.f.toFixed(2),
        meanM: mean.m.toFixed(2),
      })
    )
  },
  cohorts: (answer: Method, words: Words): string => measureNote(answer, words) + words('customerValue.note.cohorts'),
  late: (answer: Method, words: Words): string =>
    measureNote(answer, words) + words('customerValue.note.late', { times: answer.rules.lateAfter / 100 }),
}

/** The report of a part around its table. @param question in words, a line each */
export const valueSheet = (
  part: ValuePart,
  question: readonly string[],
  table: ReportTableShown,
  note: string,
  words: Words,
): ReportSheet => ({
  title: `${words('customerValue.title')} · ${words(`customerValue.part.${part}`)}`,
  question,
  ...table,
  note,
})

/** An amount in whole yuan: `12,345`, nothing when it is hidden. */
const yuanText = (fen: number | null): string =>
  fen === null ? '' : formatFen(Math.round(fen / 100) * 100).slice(0, -3)
