import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGridSite } from './grid-page.ts'
import type { GridPage, GridSite } from './grid-page.ts'

let site: GridSite
beforeAll(async () => {
  site = await startGridSite()
})
afterAll(() => site.close())

/** Milliseconds of main-thread work: script, style, layout and paint together. */
async function mainThread(grid: GridPage): Promise<number> {
  const { metrics } = await grid.cdp.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
}

async function costOf(grid: GridPage, work: () => Promise<void>): Promise<number> {
  const before = await mainThread(grid)
  await work()
  return (await mainThread(grid)) - before
}

describe('cost', () => {
  test('a keystroke costs the same at 20, 200 and 2,000 rows, below 10 ms', async () => {
    const costs: Record<string, number> = {}
    for (const rows of [20, 200, 2000]) {
      const grid = await site.open(`rows=${rows}`)
      await grid.cdp.send('Performance.enable')
      await grid.keys('End')
      const once = async () => (await costOf(grid, () => grid.type('abcdefghijklmnopqrst', 20))) / 20
      await once()
      costs[rows] = Math.min(await once(), await once(), await once())
    }
    console.log('ms per keystroke', costs)
    expect(costs[200]).toBeLessThanOrEqual(10)
    expect(costs[2000]).toBeLessThanOrEqual(10)
  })

  test('entering a cell and drawing 200 rows stay cheap', async () => {
    const grid = await site.open('rows=200')
    await grid.cdp.send('Performance.enable')
    await grid.keys('ArrowRight', 'ArrowRight', 'ArrowRight')
    const perEntry =
      (await costOf(grid, async () => {
        for (let entry = 0; entry < 10; entry++) await grid.keys('7', 'ArrowDown')
      })) / 20
    const mount = await grid.page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation')
      return (
        performance.getEntriesByName('first-contentful-paint')[0]!.startTime -
        (navigation as PerformanceNavigationTiming).responseEnd
      )
    })
    console.log('ms per key while entering', perEntry, 'ms to the first paint', mount)
    expect(perEntry).toBeLessThanOrEqual(16)
    expect(mount).toBeLessThanOrEqual(1000)
    await expect.poll(() => grid.page.locator('.line-grid-row').count()).toBeLessThan(60)
    await grid.keys('Control+End', 'Home')
    await expect.poll(() => grid.active()).toBe('200 product')
  })
})
