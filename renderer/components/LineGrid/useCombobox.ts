import { computed, shallowRef } from 'vue'
import type { CellList, GridRow, ListOption } from './types.ts'

export type Combobox<R extends GridRow> = ReturnType<typeof useCombobox<R>>

/**
 * The floating list's state. An answer belongs to the text that was asked and to nothing else: while a newer text is on its
 * way the older hits stay visible but dimmed and cannot be accepted with Enter, and a late answer to an older text is ignored.
 */
export function useCombobox<R extends GridRow>() {
  const list = shallowRef<CellList<R> | null>(null)
  const query = shallowRef('')
  const options = shallowRef<readonly ListOption<R>[]>([])
  /** Place of the chosen line; while loading it may point further than the shown hits and is clamped by the answer. */
  const highlighted = shallowRef(0)
  const loading = shallowRef(false)
  const failed = shallowRef(false)
  let answer: Promise<readonly ListOption<R>[]> | null = null
  let abort: AbortController | null = null

  const createLabel = computed(() => {
    const create = list.value?.create
    return create && query.value !== '' && !loading.value ? create.label(query.value) : null
  })
  const lineCount = computed(() => options.value.length + (createLabel.value === null ? 0 : 1))

  function ask(source: CellList<R>, text: string, row: R) {
    if (list.value === source && query.value === text && answer && !failed.value) return
    abort?.abort()
    const own = new AbortController()
    abort = own
    if (list.value !== source) options.value = []
    list.value = source
    query.value = text
    highlighted.value = 0
    loading.value = true
    failed.value = false
    const asked = (async () => {
      if (source.delay) await pause(source.delay, own.signal)
      return source.search(text, row, own.signal)
    })()
    answer = asked
    asked.then(
      (found) => {
        if (answer !== asked) return
        options.value = found
        loading.value = false
        // with no hit nothing is highlighted: "new …" takes an arrow first, so that a slip of the fingers opens no form
        highlighted.value = Math.min(highlighted.value, found.length - 1)
      },
      () => {
        if (answer !== asked) return
        options.value = []
        loading.value = false
        failed.value = true
      },
    )
  }

  /** Closes the list; the search under way goes on only when somebody has taken its answer. */
  function close(keepSearch = false) {
    if (!keepSearch) abort?.abort()
    abort = null
    answer = null
    list.value = null
    query.value = ''
    options.value = []
    highlighted.value = 0
    loading.value = false
    failed.value = false
  }

  /** The running answer to exactly this text; closes the list. */
  function takeAnswer(text: string): Promise<readonly ListOption<R>[]> | null {
    const taken = query.value === text && loading.value ? answer : null
    close(taken !== null)
    return taken
  }

  function highlight(place: number) {
    const last = loading.value ? Number.MAX_SAFE_INTEGER : lineCount.value - 1
    highlighted.value = Math.max(0, Math.min(place, last))
  }

  return {
    list,
    query,
    options,
    highlighted,
    loading,
    failed,
    createLabel,
    lineCount,
    ask,
    close,
    takeAnswer,
    highlight,
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('The text has changed', 'AbortError'))
    })
  })
}
