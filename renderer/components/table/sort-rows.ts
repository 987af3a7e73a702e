import type { Column, Sort } from './table-types.ts'

const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })

/** Rows by a column's value: numbers by size, texts by pinyin, empty last; rows that are equal keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | null,
): readonly Row[] {
  const value = columns.find((column) => column.key === sort?.key)?.value
  if (!sort || !value) return rows
  const sign = sort.descending ? -1 : 1
  return rows
    .map((row) => ({ row, by: value(row) }))
    .sort((a, b) => {
      const emptyA = a.by === null || a.by === undefined || a.by === ''
      const emptyB = b.by === null || b.by === undefined || b.by === ''
      if (emptyA || emptyB) return Number(emptyA) - Number(emptyB)
      if (typeof a.by === 'number' && typeof b.by === 'number') return sign * (a.by - b.by)
      return sign * collator.compare(String(a.by), String(b.by))
    })
    .map(({ row }) => row)
}
