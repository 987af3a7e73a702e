import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGridSite } from './grid-page.ts'
import type { GridPage, GridSite } from './grid-page.ts'

let site: GridSite
let axeSource: string
beforeAll(async () => {
  axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  site = await startGridSite()
})
afterAll(() => site.close())

interface Finding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

/** Serious findings of axe in the grid and its list. */
async function seriousFindings(grid: GridPage): Promise<string[]> {
  await grid.page.evaluate(axeSource)
  const findings = (await grid.page.evaluate(
    `axe.run({ include: [['.line-grid'], ...(document.querySelector('.line-grid-list') ? [['.line-grid-list']] : [])] }).then(({ violations }) => violations)`,
  )) as Finding[]
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

describe('people who hear the screen or need contrast', () => {
  for (const look of ['', '&dark', '&language=en', '&readonly'])
    test(`no serious finding at rest, with errors and with the list open (rows=5${look})`, async () => {
      const grid = await site.open(`rows=5${look}`)
      expect(await seriousFindings(grid)).toEqual([])
      await grid.keys('ArrowRight', 'ArrowRight', 'ArrowRight')
      await grid.type('12x')
      await grid.keys('Tab')
      await grid.type('40')
      await grid.keys('Enter')
      expect(await seriousFindings(grid)).toEqual([])
      await grid.keys('Control+End', 'Home')
      await grid.type('gj')
      if (look !== '&readonly') await grid.page.waitForSelector('.line-grid-option')
      expect(await seriousFindings(grid)).toEqual([])
    })

  test('the focused field always points at the cell it stands on', async () => {
    const grid = await site.open('rows=100')
    await grid.keys('Control+End', 'PageUp', 'ArrowLeft')
    const named = await grid.page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant') ?? ''
      const cell = document.getElementById(id)
      return `${cell?.getAttribute('role')} ${cell?.dataset['column']} ${cell?.closest('[role=row]')?.getAttribute('aria-rowindex')}`
    })
    const [row, column] = (await grid.active()).split(' ')
    expect(named).toBe(`gridcell ${column} ${Number(row) + 2}`)
  })
})
