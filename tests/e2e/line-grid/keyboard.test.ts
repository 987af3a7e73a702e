import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGridSite } from './grid-page.ts'
import type { GridPage, GridSite } from './grid-page.ts'

let site: GridSite
beforeAll(async () => {
  site = await startGridSite()
})
afterAll(() => site.close())

const copied = (grid: GridPage) => grid.page.evaluate(() => navigator.clipboard.readText())
const status = (grid: GridPage) => grid.page.textContent('.line-grid-messages')

async function paste(grid: GridPage, text: string) {
  await grid.page.evaluate((content) => navigator.clipboard.writeText(content), text)
  await grid.keys('Control+v')
}

describe('typing an order', () => {
  test('product, Enter, quantity, Enter: three lines, a new row each time, and Enter on the empty row is the end', async () => {
    const grid = await site.open()
    for (const [initials, quantity] of [
      ['gjxmf', '12'],
      ['dbdm2', '3'],
      ['nmf', '40'],
    ] as const) {
      await grid.type(initials)
      await grid.keys('Enter')
      await grid.type(quantity)
      await grid.keys('Enter')
    }
    const rows = await grid.until((now) => now[2]?.quantity === 40)
    expect(rows.map(({ product, quantity }) => [product, quantity])).toEqual([
      ['高筋小麦粉 1 号', 12],
      ['东北大米 2 号', 3],
      ['糯米粉 1 号', 40],
      ['', null],
    ])
    await expect.poll(() => grid.active()).toBe('3 product')
    await grid.keys('Enter', 'Enter')
    await expect.poll(() => grid.active()).toBe('3 quantity')
    await expect.poll(() => grid.page.evaluate(() => window.grid.finished)).toBe(1)
    await expect.poll(() => grid.rows()).toHaveLength(4)
    await grid.keys('Shift+Enter', 'Shift+Enter')
    await expect.poll(() => grid.active()).toBe('2 quantity')
  })

  test('arrows, Home, End, Ctrl+Home, Ctrl+End, Tab and Shift+Tab', async () => {
    const grid = await site.open('rows=3')
    await expect.poll(() => grid.active()).toBe('0 product')
    const walk = async (end: string, ...keys: string[]) => {
      await grid.keys(...keys)
      await expect.poll(() => grid.active()).toBe(end)
    }
    await walk('0 code', 'ArrowRight')
    await walk('1 code', 'ArrowDown', 'ArrowDown', 'ArrowUp')
    await walk('1 note', 'End')
    await walk('1 product', 'Home')
    await walk('3 note', 'Control+End')
    await walk('0 product', 'Control+Home')
    await walk('0 unit', 'Tab')
    await walk('0 note', 'Tab', 'Tab', 'Tab')
    await walk('1 product', 'Tab')
    await walk('0 note', 'Shift+Tab')
  })

  test('Tab leaves the grid at its ends and the focus comes back to the same cell', async () => {
    const grid = await site.open('rows=1')
    const focused = () => grid.page.evaluate(() => document.activeElement?.id ?? '')
    await grid.keys('Control+End', 'Tab')
    await expect.poll(() => focused()).toBe('after')
    await grid.keys('Shift+Tab')
    await expect.poll(() => grid.active()).toBe('1 note')
    await grid.keys('Control+Home', 'Shift+Tab')
    await expect.poll(() => focused()).toBe('before')
  })

  test('F2 edits in place, typing replaces, Esc leaves the cell as it was, and an undo brings the abandoned text back', async () => {
    const grid = await site.open('rows=2')
    await grid.keys('End')
    await grid.type('急')
    await grid.keys('Enter', 'Control+Home', 'End', 'F2')
    await grid.type('送')
    await grid.keys('Enter')
    await expect.poll(async () => (await grid.rows())[0]?.note).toBe('急送')
    await grid.keys('Control+Home', 'End')
    await grid.type('别的')
    await grid.keys('Escape')
    await expect.poll(async () => (await grid.rows())[0]?.note).toBe('急送')
    await expect.poll(() => grid.active()).toBe('0 note')
    await grid.keys('Control+z', 'Enter')
    await expect.poll(async () => (await grid.rows())[0]?.note).toBe('别的')
    await grid.keys('Escape', 'Escape')
    await expect.poll(() => grid.rows()).toHaveLength(3)
  })

  test('insert, delete, move, copy from above, step the quantity; undo all, redo all', async () => {
    const grid = await site.open('rows=3')
    const start = await grid.rows()
    await grid.keys('ArrowDown', 'Insert')
    await expect.poll(() => grid.active()).toBe('1 product')
    await expect
      .poll(async () => (await grid.rows()).map(({ product }) => product === ''))
      .toEqual([false, true, false, false, true])
    await grid.keys('Control+d', 'End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft')
    await expect.poll(() => grid.active()).toBe('1 quantity')
    await grid.keys('+', '+', '-', 'Control+d', '+')
    await expect
      .poll(async () => (await grid.rows())[1])
      .toMatchObject({ product: '高筋小麦粉 1 号', code: 'MF-1001', quantity: 5 })
    await grid.keys('Alt+ArrowDown')
    await expect.poll(() => grid.active()).toBe('2 quantity')
    await grid.keys('Home', 'Alt+Shift+ArrowDown', 'Alt+ArrowUp', 'Control+ArrowUp')
    await expect.poll(() => grid.active()).toBe('2 product')
    await grid.keys('Control+Delete')
    await expect.poll(() => grid.active()).toBe('2 product')
    const end = await grid.rows()
    expect(end).toEqual(start)
    await grid.keys(...Array.from({ length: 14 }, () => 'Control+z'))
    await expect.poll(() => grid.rows()).toEqual(start)
    await grid.keys('Control+y', 'Control+Shift+z')
    await expect.poll(async () => (await grid.rows())[1]).toMatchObject({ product: '高筋小麦粉 1 号' })
    await grid.keys(...Array.from({ length: 14 }, () => 'Control+y'))
    await expect.poll(() => grid.rows()).toEqual(end)
  })

  test('the price that the page answers with is undone together with the product', async () => {
    const grid = await site.open()
    await grid.page.evaluate(() => (window.grid.replyDelay = 60))
    await grid.type('gjxmf')
    await grid.keys('Enter')
    await grid.until((rows) => rows[0]?.price === 88)
    await grid.keys('Control+z')
    await expect.poll(async () => (await grid.rows())[0]).toMatchObject({ product: '', code: '', price: null })
    await expect.poll(() => grid.active()).toBe('0 product')
    await grid.keys('Control+y')
    await expect.poll(async () => (await grid.rows())[0]).toMatchObject({ product: '高筋小麦粉 1 号', price: 88 })
  })
})

describe('problems', () => {
  test('a text that cannot be read stays in red with its reason, and Ctrl+. goes from problem to problem', async () => {
    const grid = await site.open('rows=4')
    await grid.keys('ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight')
    await grid.type('12x')
    await grid.keys('Tab')
    await grid.type('40')
    await grid.keys('Enter', 'Control+Home')
    await expect.poll(() => grid.page.textContent('.is-refused')).toContain('12x')
    await expect.poll(() => grid.page.textContent('.line-grid-status button')).toContain('1 处错误 · 1 处提醒')
    await grid.keys('Control+.')
    await expect.poll(() => grid.active()).toBe('1 quantity')
    await expect.poll(() => status(grid)).toContain('“12x”不是数字')
    const input = grid.page.locator('.line-grid-input')
    const described = await input.getAttribute('aria-describedby')
    await expect.poll(() => grid.page.locator(`[id="${described}"]`).textContent()).toContain('“12x”不是数字')
    await grid.keys('Control+.')
    await expect.poll(() => grid.active()).toBe('1 price')
    await expect.poll(() => status(grid)).toContain('低于底价')
    await grid.keys('Control+.', 'F2', 'Backspace', 'Enter')
    await expect.poll(async () => (await grid.rows())[1]?.quantity).toBe(12)
    await expect.poll(() => grid.page.locator('.is-refused').count()).toBe(0)
  })
})

describe('spreadsheets', () => {
  test('a block is read cell by cell, rows are added, what is not understood stays, one undo takes all back', async () => {
    const grid = await site.open('rows=1')
    await grid.keys('ArrowDown')
    await paste(grid, 'MF-1003\t\t袋\t20\t90.5\r\n不存在\t\t袋\t两箱\t80\r\n东北大米 2 号\t忽略\t吨\t3\t\r\n')
    const rows = await grid.until((now) => now[3]?.quantity === 3 && now[1]?.price === 90.5)
    expect(rows.map(({ code, unit, quantity, price }) => [code, unit, quantity, price])).toEqual([
      ['MF-1001', '袋', 4, 88],
      ['MF-1003', '袋', 20, 90.5],
      ['', '袋', null, 80],
      ['MF-1009', '吨', 3, null],
    ])
    await expect.poll(() => grid.page.locator('.is-refused').allTextContents()).toEqual(['不存在', '两箱'])
    await expect.poll(() => status(grid)).toContain('已粘贴 3 行，2 格没有识别，已用红字保留，1 格')
    await grid.keys('Control+z')
    await expect.poll(() => grid.rows()).toHaveLength(2)
    await expect.poll(() => grid.page.locator('.is-refused').count()).toBe(0)
    await grid.keys('Control+y')
    await expect
      .poll(async () => (await grid.rows()).map(({ code }) => code))
      .toEqual(['MF-1001', 'MF-1003', '', 'MF-1009'])
    await expect.poll(() => grid.page.locator('.is-refused').allTextContents()).toEqual(['不存在', '两箱'])
  })

  test('copies the selection, fills it with one text, clears it; takes whole rows', async () => {
    const grid = await site.open('rows=3')
    await grid.keys('ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Control+c')
    await expect.poll(() => copied(grid)).toBe('4\t88.00\r\n5\t90.50')
    await paste(grid, '7')
    await expect
      .poll(async () => (await grid.rows()).map(({ quantity, price }) => [quantity, price]).slice(0, 3))
      .toEqual([
        [7, 7],
        [7, 7],
        [6, 93],
      ])
    await grid.keys('Delete')
    await expect.poll(async () => (await grid.rows()).map(({ quantity }) => quantity)).toEqual([null, null, 6, null])
    await grid.keys('Control+z')
    await grid.page.click('.line-grid-row:nth-child(3) .line-grid-number')
    await grid.keys('Control+c')
    await expect.poll(() => copied(grid)).toBe('东北大米 1 号\tMF-1003\t袋\t6\t93.00\t558.00\t')
    await grid.keys('Shift+ArrowUp', 'Control+Delete')
    await expect.poll(async () => (await grid.rows()).map(({ product }) => product)).toEqual(['高筋小麦粉 1 号', ''])
  })

  test('plain lines are offered to the page first', async () => {
    const grid = await site.open()
    await grid.page.evaluate(() => (window.grid.takesPastes = true))
    await paste(grid, '面粉 20 袋\n大米 3 袋')
    await expect.poll(() => grid.page.evaluate(() => window.grid.pastes)).toEqual(['面粉 20 袋\n大米 3 袋'])
    await expect.poll(() => grid.rows()).toHaveLength(1)
    await grid.page.evaluate(() => (window.grid.takesPastes = false))
    await paste(grid, 'MF-1001\nMF-1002')
    await grid.until((rows) => rows[0]?.code === 'MF-1001' && rows[1]?.code === 'MF-1002')
  })
})

describe('mouse, columns and reading', () => {
  test('click, Shift+click, double click, drag a column and find it so next time', async () => {
    const grid = await site.open('rows=3')
    const cell = (row: number, column: string) =>
      grid.page.locator(`.line-grid-row:nth-child(${row}) [data-column=${column}]`)
    await cell(2, 'note').click()
    await expect.poll(() => grid.active()).toBe('1 note')
    await grid.type('一')
    await cell(3, 'note').dblclick()
    await grid.type('二')
    await cell(1, 'price').click()
    await expect.poll(async () => (await grid.rows()).map(({ note }) => note)).toEqual(['', '一', '二', ''])
    await cell(2, 'amount').click({ modifiers: ['Shift'] })
    await grid.keys('Control+c')
    await expect.poll(() => copied(grid)).toBe('88.00\t352.00\r\n90.50\t452.50')
    const handle = await grid.page.locator('.line-grid-resize').nth(1).boundingBox()
    if (!handle) throw new Error('No handle')
    await grid.page.mouse.move(handle.x + 4, handle.y + 10)
    await grid.page.mouse.down()
    await grid.page.mouse.move(handle.x + 64, handle.y + 10, { steps: 4 })
    await grid.page.mouse.up()
    const width = async () => (await cell(1, 'code').boundingBox())?.width
    await expect.poll(() => width()).toBe(156)
    await grid.page.reload()
    await expect.poll(() => width()).toBe(156)
    await grid.page.locator('.line-grid-resize').nth(1).dblclick()
    await expect.poll(() => width()).toBe(96)
  })

  test('a document that is only read can be walked and copied but not changed', async () => {
    const grid = await site.open('rows=2&readonly')
    const start = await grid.rows()
    await grid.type('abc')
    await grid.keys('Enter', 'F2', 'Insert', 'Control+Delete', 'Delete', '+', 'Alt+ArrowDown', 'Control+d')
    await paste(grid, '1\t2')
    await expect.poll(() => grid.rows()).toEqual(start)
    await grid.keys('Control+Home', 'Control+c')
    await expect.poll(() => copied(grid)).toBe('高筋小麦粉 1 号')
    await grid.keys('Tab')
    await expect.poll(() => grid.page.evaluate(() => document.activeElement?.id)).toBe('after')
  })
})
