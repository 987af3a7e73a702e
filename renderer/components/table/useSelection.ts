import { computed, type Ref } from 'vue'

/** Selected rows by their keys. `keys` gives the keys of all loaded rows in their order. */
export function useSelection(selected: Ref<ReadonlySet<string>>, keys: () => readonly string[]) {
  let anchor: string | null = null

  /** Toggles the row at `index`, or with `range` selects everything from the row toggled last to it. */
  function select(index: number, range: boolean): void {
    const all = keys()
    const key = all[index]
    if (key === undefined) return
    const next = new Set(selected.value)
    const from = anchor === null ? -1 : all.indexOf(anchor)
    if (range && from >= 0) {
      for (const one of all.slice(Math.min(from, index), Math.max(from, index) + 1)) next.add(one)
    } else {
      if (!next.delete(key)) next.add(key)
      anchor = key
    }
    selected.value = next
  }

  const all = (): void => void (selected.value = new Set(keys()))
  const clear = (): void => void (selected.value = new Set())

  /** For the box in the header. A count is enough: selected rows are loaded rows. */
  const state = computed((): boolean | 'some' => {
    const count = selected.value.size
    return count === 0 ? false : count >= keys().length ? true : 'some'
  })

  return { select, all, clear, state }
}
