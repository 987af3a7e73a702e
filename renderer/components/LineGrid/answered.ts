import { nextTick } from 'vue'

const ANSWER_WAIT_MS = 8000

/** What waiting for a grid's answers needs of it. */
export interface AnsweringGrid {
  commit: () => unknown
  isWaiting: () => boolean
}

/**
 * Takes what is being typed and waits for products still being looked up: to be called before lines are sent, or the last
 * line of a fast typist is not among them. False: an answer is missing.
 */
export async function answered(grid: AnsweringGrid | null | undefined): Promise<boolean> {
  grid?.commit()
  const until = Date.now() + ANSWER_WAIT_MS
  while (grid?.isWaiting()) {
    if (Date.now() > until) return false
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await nextTick()
  return true
}
