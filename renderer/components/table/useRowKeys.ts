import { ref, type Ref } from 'vue'

export interface RowKeysOptions {
  count: () => number
  /** Rows that fit into the window, for PgUp and PgDn. */
  pageSize: () => number
  show: (index: number) => void
  open: (index: number) => void
  /** Selects from the row marked last (`range`) or toggles one row; undefined when rows cannot be selected. */
  select?: (index: number, range: boolean) => void
  selectAll?: () => void
}

/** The active row of a table and the keys that move it: ↑ ↓ PgUp PgDn Home End, Enter, Space, Shift+↑↓, Ctrl+A. */
export function useRowKeys(options: RowKeysOptions): { activeIndex: Ref<number>; key: (event: KeyboardEvent) => void } {
  const activeIndex = ref(-1)

  function key(event: KeyboardEvent): void {
    // controls inside cells keep their own keys
    if (event.target !== event.currentTarget || event.altKey) return
    const last = options.count() - 1
    if (last < 0) return
    const at = activeIndex.value
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      PageDown: at + options.pageSize(),
      PageUp: at - options.pageSize(),
      Home: 0,
      End: last,
    }[event.key]
    if (to !== undefined) {
      activeIndex.value = Math.min(Math.max(to, 0), last)
      options.show(activeIndex.value)
      if (event.shiftKey) options.select?.(activeIndex.value, true)
    } else if (event.key === 'Enter' && at >= 0) options.open(at)
    else if (event.key === ' ' && at >= 0 && options.select) options.select(at, event.shiftKey)
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && options.selectAll)
      options.selectAll()
    else return
    event.preventDefault()
  }

  return { activeIndex, key }
}
