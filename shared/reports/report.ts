import type { ReportKind, ReportValue, SheetToWrite } from '../contract/reports.ts'
import { translate, type Locale, type MessageKey, type MessageParams } from '../i18n/index.ts'

/** A column of a report; what its numbers count stands at `REPORT_KINDS`. */
export interface ReportColumn {
  key: string
  /** In the language of the report. */
  label: string
  kind: ReportKind
  /** Pixels on the screen; by kind when left out. */
  width?: number
  /** Its numbers open something: they are drawn as links. */
  opens?: boolean
  /** Not shown until somebody switches it on. */
  hidden?: boolean
}

/** A row of a report: values by column key. Further keys (ids for drilling down) are neither shown nor written. */
export type ReportRow = Readonly<Record<string, ReportValue | undefined>>

/** What a report shows of an answer, on the screen, in a file and on paper. */
export interface ReportTableShown {
  columns: readonly ReportColumn[]
  rows: readonly ReportRow[]
  totals?: ReportRow
}

/** A report as screen, file and paper show it. */
export interface ReportSheet extends ReportTableShown {
  title: string
  /** The question in words, a line each. */
  question: readonly string[]
  /** How it is computed and as of when. */
  note: string
}

/** A question as the address of its page has it, and as it is saved. */
export type ReportAddress = Readonly<Record<string, string>>

/** The conditions of a page as its address has them: what is not chosen is left out, switches are `1`. */
export const addressOf = (values: Readonly<Record<string, string | boolean | null>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== '' && value !== false)
      .map(([name, value]) => [name, value === true ? '1' : String(value)]),
  )

/** Texts of a language. */
export type Words = <Key extends MessageKey>(key: Key, ...params: MessageParams<Key>) => string

export const wordsIn =
  (locale: Locale): Words =>
  (key, ...params) =>
    translate(locale, key, ...params)

/** Figures the user may not see: costs, sale prices. */
export interface HiddenFigures {
  cost: boolean
  sales: boolean
}

/** A report as files write it: values in the order of the columns, the last line named. */
export function sheetToWrite(
  { title, question, columns, rows, totals, note }: ReportSheet,
  words: Words,
): SheetToWrite {
  const values = (row: ReportRow) => columns.map(({ key }) => row[key] ?? null)
  const total = totals ? values(totals) : undefined
  if (total) total[0] ??= words('common.total')
  return {
    title,
    question: [...question],
    columns: columns.map(({ key, label, kind }) => ({ key, label, kind })),
    rows: rows.map(values),
    ...(total ? { totals: total } : {}),
    note,
  }
}
