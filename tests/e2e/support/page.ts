import type { Page, Request } from 'playwright-core'
import { expect } from 'vitest'

/** Waits until the focus stands on what `selector` names: what is typed goes there. */
export const focusIn = (page: Page, selector: string): Promise<unknown> =>
  page.waitForFunction((wanted) => document.activeElement?.matches(wanted) ?? false, selector)

/** Waits until no transition runs, and what stands there is painted. */
export async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().endTime === Infinity),
  )
  await idle(page)
}

/**
 * Watches what a page asks its host for.
 * @returns waits until all of it is answered and shown
 */
export function watchAnswers(page: Page): () => Promise<void> {
  const asked = new Set<Request>()
  page.on('request', (request) => {
    // the live connection is never answered to the end
    if (!request.url().endsWith('/rpc/live/topics')) asked.add(request)
  })
  page.on('requestfinished', (request) => asked.delete(request))
  page.on('requestfailed', (request) => asked.delete(request))
  return async () => {
    // an answer may ask again: twice in a row nothing is open
    await expect
      .poll(async () => {
        await idle(page)
        const before = asked.size
        await idle(page)
        return before + asked.size
      })
      .toBe(0)
    await page.waitForFunction(() => !document.querySelector('.skeleton, [aria-busy=true]'))
    await atRest(page)
  }
}

/** Waits until the page has painted and has nothing else to do. */
const idle = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(() => resolve(), { timeout: 1000 }))),
  )
