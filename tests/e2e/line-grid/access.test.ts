import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeFindings } from '../support/axe.ts'
import { startGridSite } from './grid-page.ts'
import type { GridPage, GridSite } from './grid-page.ts'

let site: GridSite
beforeAll(async () => {
  site = await startGridSite()
})
afterAll(() => site.close())

const seriousFindings = (grid: GridPage) => axeFindings(grid.page, ['.line-grid', '.line-grid-list'])

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
