import type { HistoryEntry } from '../../shared/contract/system.ts'
import { zhCN } from '../../shared/i18n/zh-CN.ts'
import type { TimelineItem } from '../components/Timeline.vue'
import { t, tAny, type MessageKey } from './i18n.ts'

/** How a stored column is told to people. */
export interface HistoryColumn {
  label: () => string
  /** The stored value in words; '' for nothing. */
  show?: (value: unknown) => string
}

/** The tables of one record: its own with its columns, and those that belong to it with one word for all. */
export type HistoryTables = Readonly<Record<string, Readonly<Record<string, HistoryColumn>> | (() => string)>>

/** Entries of `system.history` as lines of a timeline: what was done, and which fields from what to what. */
export function historyItems(entries: readonly HistoryEntry[], tables: HistoryTables): TimelineItem[] {
  return entries.map((entry) => ({
    id: String(entry.seq),
    at: entry.at,
    who: entry.user,
    title: commandTitle(entry.command),
    // of what was made just now there is nothing to say but that it was made
    text: isCreation(entry, tables)
      ? ''
      : [...new Set(entry.changes.flatMap((change) => changeLines(change, tables)))].join('；'),
  }))
}

const isCreation = (entry: HistoryEntry, tables: HistoryTables): boolean =>
  entry.changes.some((change) => change.op === 'insert' && typeof tables[change.table] === 'object')

function commandTitle(command: string): string {
  return Object.hasOwn(zhCN.history, command) ? tAny(`history.${command}` as MessageKey) : t('history.other')
}

function changeLines(change: HistoryEntry['changes'][number], tables: HistoryTables): string[] {
  if (!Object.hasOwn(tables, change.table)) return []
  const table = tables[change.table]!
  if (typeof table === 'function') return [t('history.changed', { field: table() })]
  if (change.op !== 'update') return []
  return change.columns.flatMap(({ column, before, after }) => {
    if (!Object.hasOwn(table, column)) return []
    const { label, show = plain } = table[column]!
    return [changeLine(label(), show(before), show(after))]
  })
}

function changeLine(field: string, before: string, after: string): string {
  if (before === '') return t('history.set', { field, after })
  return after === '' ? t('history.cleared', { field, before }) : t('history.change', { field, before, after })
}

const plain = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** For `show`: a number written by `write`. */
export const number =
  (write: (value: number) => string) =>
  (value: unknown): string =>
    typeof value === 'number' ? write(value) : ''
