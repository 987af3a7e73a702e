import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Serious and critical findings of axe, as `rule: element`.
 * @param within selectors of the parts to look at; those that are not there are left out
 */
export async function axeFindings(page: Page, within: readonly string[] = ['html']): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  return page.evaluate(async (selectors) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: (
          parts: { include: string[][] },
          options: object,
        ) => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>
      }
    }
    const include = selectors.filter((one) => document.querySelector(one)).map((one) => [one])
    // what is not told here (what passed, where it stands) need not be worked out
    const options = { resultTypes: ['violations'], selectors: false, preload: false }
    const { violations } = await axe.run({ include }, options)
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  }, within)
}
