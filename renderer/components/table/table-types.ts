import type { InjectionKey } from 'vue'

/** A column of a DataTable. */
export interface Column<Row> {
  /** Unique in the table; the slot `cell-<key>` draws the cell. */
  key: string
  /** In the current language. */
  title: string
  /** Pixels to start with; 120 when left out. */
  width?: number
  /** Numbers stand right. */
  align?: 'left' | 'right' | 'center'
  /** What the cell shows without a slot, what hovering a cut text shows, and what `localSort` sorts by. */
  value?: (row: Row) => string | number | null | undefined
  sortable?: boolean
  /** Not shown until somebody switches it on. */
  hidden?: boolean
  /** Takes the room that is left over. */
  grow?: boolean
  /** Always shown, first, and stays in sight when scrolling sideways. */
  fixed?: boolean
}

export interface Sort {
  key: string
  descending: boolean
}

export type TableStatus = 'loading' | 'ready' | 'error'

/** What a person has changed about a table: order, widths and visibility of columns. */
export interface TableLayout {
  order: string[]
  hidden: string[]
  /** Columns known when this was stored; others came later and keep their own default. */
  known: string[]
  widths: Record<string, number>
}

/** Where table layouts are kept: the one that the application provides, else the browser's storage. */
export interface TableLayoutStore {
  read: (tableId: string) => TableLayout | null
  write: (tableId: string, layout: TableLayout | null) => void
}

export const TABLE_LAYOUTS: InjectionKey<TableLayoutStore> = Symbol('table layouts')
