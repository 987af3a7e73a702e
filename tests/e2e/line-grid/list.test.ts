import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGridSite } from './grid-page.ts'
import type { GridPage, GridSite } from './grid-page.ts'

let site: GridSite
beforeAll(async () => {
  site = await startGridSite()
})
afterAll(() => site.close())

const options = (grid: GridPage) => grid.page.locator('.line-grid-option:not(.is-create)')
const highlighted = (grid: GridPage) => grid.page.locator('.line-grid-option.is-highlighted')
const value = (grid: GridPage) => grid.page.inputValue('.line-grid-input')
const settle = (grid: GridPage) => grid.page.waitForTimeout(120)

describe('the list', () => {
  test('arrows, pages, mouse, Alt+Down, Esc closes the list first and keeps the text', async () => {
    const grid = await site.open()
    await grid.type('gjxmf')
    await expect.poll(() => highlighted(grid).textContent()).toContain('MF-1001')
    await expect.poll(() => grid.page.getAttribute('.line-grid-input', 'role')).toBe('combobox')
    await grid.keys('ArrowDown', 'ArrowDown', 'ArrowUp')
    await expect.poll(() => highlighted(grid).textContent()).toContain('MF-1007')
    await grid.keys('PageDown')
    await expect.poll(() => highlighted(grid).textContent()).toContain('MF-1055')
    const active = await grid.page.getAttribute('.line-grid-input', 'aria-activedescendant')
    await expect.poll(() => highlighted(grid).getAttribute('id')).toBe(active)
    await grid.keys('Escape')
    await expect.poll(() => options(grid).count()).toBe(0)
    await expect.poll(() => value(grid)).toBe('gjxmf')
    await grid.type('2')
    await options(grid).nth(0).click()
    await expect.poll(async () => (await grid.rows())[0]).toMatchObject({ code: 'MF-1007', price: 103 })
    await expect.poll(() => grid.active()).toBe('0 quantity')
    await grid.keys('ArrowLeft', 'Alt+ArrowDown', 'ArrowDown', 'Enter')
    await expect.poll(async () => (await grid.rows())[0]?.unit).toBe('吨')
  })

  test('nothing found stays in the cell; a new record comes from the page and returns to the same cell', async () => {
    const grid = await site.open()
    await grid.page.evaluate(() => (window.prompt = () => null))
    await grid.type('zzz')
    await grid.page.waitForSelector('.line-grid-option.is-create')
    // a slip of the fingers: Enter alone neither leaves the cell nor opens a form
    await grid.keys('Enter')
    await settle(grid)
    await expect.poll(() => grid.active()).toBe('0 product')
    await expect.poll(() => value(grid)).toBe('zzz')
    await grid.keys('ArrowDown')
    await expect.poll(() => highlighted(grid).textContent()).toBe('+ 新建“zzz”')
    await grid.keys('Enter')
    await settle(grid)
    await expect.poll(() => value(grid)).toBe('zzz')
    await grid.page.evaluate(() => (window.prompt = () => '新面粉'))
    await grid.type('z')
    await grid.page.waitForSelector('.line-grid-option.is-create')
    await grid.keys('ArrowDown', 'Enter')
    await grid.until((rows) => rows[0]?.product === '新面粉')
    await expect.poll(() => grid.active()).toBe('0 quantity')
  })

  test('leaving with the mouse never chooses a product by itself: the text stays in red', async () => {
    const grid = await site.open('rows=1')
    await grid.keys('ArrowDown')
    await grid.type('gjxmf')
    await grid.page.click('.line-grid-row:nth-child(1) [data-column=note]')
    await grid.page.waitForSelector('.is-refused')
    await expect.poll(async () => (await grid.rows())[1]?.product).toBe('')
    await grid.keys('Control+.', 'F2', 'Enter')
    await grid.until((rows) => rows[1]?.code === 'MF-1001')
    await expect.poll(() => grid.page.locator('.is-refused').count()).toBe(0)
  })
})

describe('answers slower than the typist', () => {
  test('three lines typed without a pause before any answer: every text gets its own answer', async () => {
    const grid = await site.open()
    await grid.page.evaluate(() => (window.grid.delay = 1500))
    for (const [initials, quantity] of [
      ['gjxmf3', '12'],
      ['dbdm', '3'],
      ['nmf2', '40'],
    ] as const) {
      await grid.type(initials)
      await grid.keys('Enter')
      await grid.type(quantity)
      await grid.keys('Enter')
    }
    await expect.poll(async () => (await grid.rows()).some(({ product }) => product !== '')).toBe(false)
    await expect.poll(() => grid.page.locator('.is-awaited').first().textContent()).toContain('gjxmf3')
    const rows = await grid.until((now) => now[2]?.quantity === 40)
    expect(rows.map(({ code, quantity, price }) => [code, quantity, price])).toEqual([
      ['MF-1013', 12, 118],
      ['MF-1003', 3, 93],
      ['MF-1012', 40, 115.5],
      ['', null, null],
    ])
    await expect.poll(() => grid.active()).toBe('3 product')
  })

  test('a stale answer is never picked, neither early nor late', async () => {
    const grid = await site.open()
    await grid.page.evaluate(() => {
      Object.assign(window.grid.delays, { g: 0, gj: 300, gjxmf: 200, gjxmf9: 60 })
      window.grid.delay = 20
    })
    await grid.type('g')
    await settle(grid)
    await grid.type('jxmf')
    await grid.type('9')
    await grid.keys('Enter')
    await grid.until((rows) => rows[0]?.code === 'MF-1049')
    await grid.page.waitForTimeout(400)
    await expect.poll(async () => (await grid.rows())[0]?.code).toBe('MF-1049')
    await expect.poll(() => options(grid).count()).toBe(0)
    const searches = await grid.page.evaluate(() => window.grid.searches)
    expect(searches.filter(({ text }) => text === 'gjxmf9')).toEqual([{ text: 'gjxmf9', aborted: false }])
    expect(searches.filter(({ text }) => text !== 'gjxmf9').every(({ aborted }) => aborted)).toBe(true)
  })

  test('an arrow pressed before the answer counts on the answer', async () => {
    const grid = await site.open()
    await grid.page.evaluate(() => (window.grid.delay = 150))
    await grid.type('gjxmf')
    await grid.keys('ArrowDown', 'ArrowDown', 'Enter')
    await grid.until((rows) => rows[0]?.code === 'MF-1013')
  })

  test('a text without any hit is kept in red, and so is the quantity that needed it or not', async () => {
    const grid = await site.open()
    await grid.page.evaluate(() => (window.grid.delay = 150))
    await grid.type('qqqq')
    await grid.keys('Enter')
    await grid.type('5')
    await grid.keys('Enter')
    const rows = await grid.until((now) => now[0]?.quantity === 5)
    expect(rows[0]?.product).toBe('')
    await expect.poll(() => grid.page.locator('.is-refused').allTextContents()).toEqual(['qqqq'])
  })
})

describe('input methods', () => {
  const compose = (grid: GridPage, text: string) =>
    grid.cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  const insert = (grid: GridPage, text: string) => grid.cdp.send('Input.insertText', { text })
  /** A key while the input method is composing: Chromium reports it as 229. */
  const composingKey = (grid: GridPage, code: string) =>
    grid.cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key: 'Process', code })

  test('the first composed key begins the edit, nothing is swallowed or doubled, separators are not searched', async () => {
    const grid = await site.open('rows=1')
    await grid.keys('ArrowDown')
    for (const text of ['d', 'da', "da'm", "da'mi"]) await compose(grid, text)
    await expect.poll(() => value(grid)).toBe("da'mi")
    await insert(grid, '大米')
    await expect.poll(() => value(grid)).toBe('大米')
    await expect
      .poll(() => grid.page.evaluate(() => window.grid.searches.map(({ text }) => text)))
      .toEqual(['d', 'da', 'dam', 'dami', '大米'])
    await grid.keys('Enter')
    await expect.poll(async () => (await grid.rows())[1]?.product).toBe('东北大米 1 号')
    await expect.poll(() => grid.active()).toBe('1 quantity')
    await grid.keys('ArrowUp', 'End')
    await compose(grid, "ji'song")
    await insert(grid, '急送')
    await compose(grid, 'wan')
    await insert(grid, '完')
    await grid.keys('Enter')
    await expect.poll(async () => (await grid.rows())[0]?.note).toBe('急送完')
  })

  test('Enter while composing in the product cell takes the first hit for the letters, and none of them arrive elsewhere', async () => {
    const grid = await site.open()
    for (const text of ['g', 'gj', "gj'x", "gj'x'm", "gj'x'm'f"]) await compose(grid, text)
    await grid.page.waitForSelector('.line-grid-option.is-highlighted')
    await composingKey(grid, 'Enter')
    await grid.until((rows) => rows[0]?.code === 'MF-1001')
    await expect.poll(() => grid.active()).toBe('0 quantity')
    await expect.poll(() => value(grid)).toBe('')
    await grid.type('12')
    await grid.keys('Enter')
    await expect
      .poll(async () => (await grid.rows()).map(({ code, quantity }) => [code, quantity]))
      .toEqual([
        ['MF-1001', 12],
        ['', null],
      ])
  })

  test('a composition given up leaves the cell as it was', async () => {
    const grid = await site.open('rows=1')
    await compose(grid, 'da')
    await compose(grid, '')
    await grid.keys('Enter')
    await expect.poll(async () => (await grid.rows())[0]?.code).toBe('MF-1001')
    await grid.keys('End')
    await compose(grid, 'ji')
    await composingKey(grid, 'ArrowUp')
    await composingKey(grid, 'Tab')
    await expect.poll(() => value(grid)).toBe('ji')
    await insert(grid, '急')
    await grid.page.click('.line-grid-row:nth-child(1) [data-column=price]')
    await expect.poll(async () => (await grid.rows())[0]?.note).toBe('急')
  })
})

describe('scanners', () => {
  /** Sends the keys as a scanner does, 4 ms apart by their own clock, however busy this machine is. */
  const scan = async (grid: GridPage, code: string, gaps: Readonly<Record<number, number>> = {}) => {
    let timestamp = Date.now() / 1000
    const press = (text: string, key: string, position: string) => {
      const event = { key, code: position, timestamp, windowsVirtualKeyCode: text.toUpperCase().charCodeAt(0) }
      return [
        grid.cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', text, ...event }),
        grid.cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }),
      ]
    }
    const sent = [...code].flatMap((character, index) => {
      timestamp += gaps[index] ?? 0.004
      return press(character, character, /\d/.test(character) ? `Digit${character}` : '')
    })
    timestamp += 0.004
    await Promise.all([...sent, ...press('\r', 'Enter', 'Enter')])
    await settle(grid)
  }

  test('a code resolves to exactly its product, the same again adds one, an unknown one stays in red', async () => {
    const grid = await site.open()
    await scan(grid, '6901234500007')
    await expect.poll(async () => (await grid.rows())[0]).toMatchObject({ code: 'MF-1002', quantity: null })
    await expect.poll(() => grid.active()).toBe('0 quantity')
    // The next scan comes while the cursor waits for a quantity.
    await scan(grid, '6901234500014')
    await scan(grid, '6901234500007')
    await scan(grid, '6901234500007')
    await scan(grid, '6900000000000')
    const rows = await grid.rows()
    expect(rows.map(({ code, quantity }) => [code, quantity])).toEqual([
      ['MF-1002', 2],
      ['MF-1003', null],
      ['', null],
    ])
    await expect.poll(() => grid.page.locator('.is-refused').allTextContents()).toEqual(['6900000000000'])
    await scan(grid, '6901234500021')
    await expect
      .poll(async () => (await grid.rows()).map(({ code }) => code))
      .toEqual(['MF-1002', 'MF-1003', '', 'MF-1004'])
    await expect.poll(() => grid.page.evaluate(() => window.grid.scans)).toHaveLength(6)
  })

  test('a half-typed quantity survives a scan, and a scan never changes a filled line', async () => {
    const grid = await site.open('rows=2')
    await grid.keys('ArrowRight', 'ArrowRight', 'ArrowRight')
    await grid.type('9')
    await grid.page.waitForTimeout(60)
    await scan(grid, '6901234500028')
    await grid.until((rows) => rows[2]?.code === 'MF-1005')
    await expect
      .poll(async () => (await grid.rows()).map(({ code, quantity }) => [code, quantity]).slice(0, 2))
      .toEqual([
        ['MF-1001', 9],
        ['MF-1002', 5],
      ])
  })

  test('with an input method on, the letters of a code are read from the keys and what it composed is thrown away', async () => {
    const grid = await site.open()
    let timestamp = Date.now() / 1000
    const sent: Promise<unknown>[] = []
    const key = (code: string, shift: boolean) => {
      timestamp += 0.004
      const event = { key: 'Process', code, timestamp, windowsVirtualKeyCode: 229, modifiers: shift ? 8 : 0 }
      sent.push(grid.cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event }))
    }
    const composed = (text: string) =>
      sent.push(
        grid.cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
      )
    key('KeyM', true)
    composed('m')
    key('KeyF', true)
    composed("m'f")
    key('Minus', false)
    for (const digit of '1003') key(`Digit${digit}`, false)
    key('Enter', false)
    await Promise.all(sent)
    await grid.until((rows) => rows[0]?.code === 'MF-1003')
    await expect.poll(() => grid.active()).toBe('0 quantity')
    await expect.poll(() => grid.page.inputValue('.line-grid-input')).toBe('')
    await expect.poll(() => grid.rows()).toHaveLength(1)
  })

  test('a scanner that stutters is read as one text', async () => {
    const grid = await site.open()
    await scan(grid, '6901234500007', { 6: 0.05 })
    await grid.until((rows) => rows[0]?.code === 'MF-1002')
    await expect.poll(() => grid.page.evaluate(() => window.grid.scans)).toEqual([])
  })

  test('a fuzzy neighbour of a scanned code is not taken', async () => {
    const grid = await site.open()
    await scan(grid, 'MF-100')
    await expect.poll(async () => (await grid.rows())[0]?.code).toBe('')
    await expect.poll(() => grid.page.locator('.is-refused').allTextContents()).toEqual(['MF-100'])
  })
})
