import { computed, inject, ref, type ComputedRef, type Ref } from 'vue'
import { readJson } from '../../app/remembered.ts'
import { TABLE_LAYOUTS, type Column, type TableLayout, type TableLayoutStore } from './table-types.ts'

const MIN_WIDTH = 48
const MAX_WIDTH = 900
const DEFAULT_WIDTH = 120

/** Layouts in the browser's storage, one entry a table. */
export const localLayouts: TableLayoutStore = {
  read: (tableId) => {
    const stored = readJson(localStorage, storageKey(tableId))
    return isLayout(stored) ? stored : null
  },
  write: (tableId, layout) => {
    if (layout) localStorage.setItem(storageKey(tableId), JSON.stringify(layout))
    else localStorage.removeItem(storageKey(tableId))
  },
}

/** Order, visibility and widths of a table's columns, remembered under its id. */
export function useTableLayout<Row>(
  tableId: string,
  columns: Ref<readonly Column<Row>[]> | ComputedRef<readonly Column<Row>[]>,
  own?: TableLayoutStore,
) {
  const store = own ?? inject(TABLE_LAYOUTS, localLayouts)
  const layout = ref<TableLayout | null>(store.read(tableId))

  /** All columns as arranged: fixed ones first, unknown ones where the page put them. */
  const arranged = computed(() => {
    const order = layout.value?.order ?? []
    const place = (column: Column<Row>, index: number): number => {
      const at = order.indexOf(column.key)
      return (column.fixed ? -10_000 : 0) + (at >= 0 ? at : order.length === 0 ? index : index + 0.5)
    }
    return columns.value
      .map((column, index) => ({ column, place: place(column, index) }))
      .sort((a, b) => a.place - b.place)
      .map(({ column }) => column)
  })
  const visible = computed(() => arranged.value.filter((column) => isShown(column)))

  function isShown(column: Column<Row>): boolean {
    if (column.fixed) return true
    const now = layout.value
    return now?.known.includes(column.key) ? !now.hidden.includes(column.key) : !column.hidden
  }

  const widthOf = (column: Column<Row>): number => layout.value?.widths[column.key] ?? column.width ?? DEFAULT_WIDTH

  function change(change: (now: TableLayout) => void): void {
    const next: TableLayout = {
      order: arranged.value.map((column) => column.key),
      hidden: arranged.value.filter((column) => !isShown(column)).map((column) => column.key),
      known: columns.value.map((column) => column.key),
      widths: { ...layout.value?.widths },
    }
    change(next)
    layout.value = next
    store.write(tableId, next)
  }

  const show = (key: string, shown: boolean): void =>
    change((now) => {
      now.hidden = shown ? now.hidden.filter((one) => one !== key) : [...now.hidden, key]
    })

  /** Puts a column before another. */
  const move = (key: string, toIndex: number): void =>
    change((now) => {
      now.order = now.order.filter((one) => one !== key)
      now.order.splice(Math.max(0, toIndex), 0, key)
    })

  const resize = (key: string, width: number): void =>
    change((now) => {
      now.widths[key] = Math.round(Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH))
    })

  function reset(): void {
    layout.value = null
    store.write(tableId, null)
  }

  return { arranged, visible, isShown, widthOf, show, move, resize, reset }
}

const storageKey = (tableId: string): string => `huozhan.table.${tableId}`

/** A stored value, if it is a layout. */
export function isLayout(value: unknown): value is TableLayout {
  if (typeof value !== 'object' || value === null) return false
  const { order, hidden, known, widths } = value as Partial<Record<keyof TableLayout, unknown>>
  return [order, hidden, known].every(Array.isArray) && typeof widths === 'object' && widths !== null
}
