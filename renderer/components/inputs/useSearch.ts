import { onScopeDispose, ref, shallowRef } from 'vue'

/** Runs a search per keystroke; an answer that a later keystroke has overtaken is dropped and its call aborted. */
export function useSearch<Option>(search: (text: string, signal: AbortSignal) => Promise<readonly Option[]>) {
  const options = shallowRef<readonly Option[]>([])
  const searching = ref(false)
  const failure = shallowRef<unknown>(null)
  let abort: AbortController | undefined
  onScopeDispose(() => abort?.abort())

  async function find(text: string): Promise<void> {
    abort?.abort()
    const mine = (abort = new AbortController())
    searching.value = true
    try {
      const found = await search(text, mine.signal)
      if (mine.signal.aborted) return
      options.value = found
      failure.value = null
    } catch (error) {
      if (mine.signal.aborted) return
      options.value = []
      failure.value = error
    } finally {
      if (!mine.signal.aborted) searching.value = false
    }
  }

  return { options, searching, failure, find }
}
