import { ref } from 'vue'

const PANES = ['head', 'fields', 'lines', 'side', 'foot'] as const
type Pane = (typeof PANES)[number]

/** The parts of the desk in the order F6 visits them; `focus` puts the cursor into each. */
export function useDeskPanes(focus: Readonly<Record<Pane, () => void>>) {
  const isFocused = ref<Pane>('head')
  function nextPane(backwards: boolean): void {
    const at = PANES.indexOf(isFocused.value)
    const next = PANES[(at + (backwards ? -1 : 1) + PANES.length) % PANES.length] ?? 'lines'
    focus[next]()
    isFocused.value = next
  }
  return { isFocused, nextPane }
}
