import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import exceljs from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { launchChromium } from '../../support/chromium.ts'
import { makeCustomer } from '../../support/make.ts'
import { statementWorld, type StatementWorld } from './statement-world.ts'

let world: StatementWorld
const folder = mkdtempSync(join(tmpdir(), 'huozhan-statement-'))
beforeAll(async () => {
  world = await statementWorld()
  const { client } = world
  const view = await client.company.get()
  const statements = { ...view.settings.statements, bankAccount: '澄湖农商行 6228 0000 1234 户名：测试粮油' }
  await client.company.update({ ...view, mobile: '100-2000-0001', settings: { ...view.settings, statements } })
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await world.company.close()
})

const api = () => world.client.reconciliation
async function bookOf(file: Blob) {
  const book = new exceljs.Workbook()
  await book.xlsx.load((await file.arrayBuffer()) as never)
  return book
}
const fileOf = async (book: exceljs.Workbook) =>
  new File([new Uint8Array((await book.xlsx.writeBuffer()) as ArrayBuffer)], '回传.xlsx')
const textOf = (sheet: exceljs.Worksheet) => {
  const texts: string[] = []
  sheet.eachRow((row) => row.eachCell((cell) => void texts.push(cell.text)))
  return texts.join('\n')
}

describe('the file that comes back', () => {
  it('is read by its hidden marks, whatever the customer moved, and becomes answers', async () => {
    const draft = await world.october({ detail: 'goods' })
    const { id, version } = await api().send({ id: draft.id, version: draft.version, channel: 'file' })
    const saved = await api().save({ ids: [id] })
    expect(saved.name).toBe(`对账单-${draft.number}.xlsx`)
    const book = await bookOf(saved)
    const sheet = book.worksheets[0]!
    const text = textOf(sheet)
    for (const part of ['测试粮油', '城东面馆', draft.number, '特一粉', '期初', '壹仟元整', '客户补充', '澄湖农商行'])
      expect(text, part).toContain(part)
    const column = sheet.columnCount
    expect(sheet.getColumn(column).hidden).toBe(true)
    const rows: exceljs.Row[] = []
    sheet.eachRow((row) => {
      if (/^[0-9A-Z]{26}:/.test(row.getCell(column).text)) rows.push(row)
    })
    const rowOf = (no: number, item: number) => rows.find((row) => row.getCell(column).text === `${id}:${no}:${item}`)!
    const answer = (no: number, item: number, ...cells: (string | number | null)[]) =>
      cells.forEach((value, i) => (rowOf(no, item).getCell(column - 3 + i).value = value))
    answer(1, 1, '√')
    answer(2, 0, '', 300)
    answer(3, 1, '×', 360, '少收半袋')
    answer(0, 0, '不对', 960.5)
    rowOf(0, 1).getCell(3).value = 'SK-10-30'
    answer(0, 1, '', 20, '现金未入')
    sheet.spliceRows(1, 0, ['收到，已核对'])
    const { statements } = await api().readAnswer({ file: await fileOf(book), id })
    expect(statements).toEqual([
      expect.objectContaining({
        id,
        silent: 0,
        unreadable: [],
        answers: [
          { no: 1, item: 1, agreed: true, theirs: null, remark: '' },
          { no: 2, item: 0, agreed: true, theirs: null, remark: '' },
          { no: 3, item: 1, agreed: false, theirs: 36_000, remark: '少收半袋' },
          { no: 0, item: 0, agreed: false, theirs: 96_050, remark: '' },
          { no: 0, item: 1, agreed: false, theirs: 2_000, remark: 'SK-10-30 现金未入' },
        ],
      }),
    ])
    const view = await api().answer({ id, version, answers: statements[0]!.answers })
    expect([view.status, view.differences.length]).toEqual(['disputed', 3])
    expect(view.events.map((one) => one.kind)).toContain('saved')
    answer(3, 1, '也许', '很多')
    const second = await api().readAnswer({ file: await fileOf(book) })
    expect(second.statements[0]!.unreadable.map((one) => one.text)).toEqual(['也许 很多'])
    await api().void({ id, version: view.version, reason: '测试' })
  })

  it('is refused when it is none of ours, damaged or hostile', async () => {
    const other = new exceljs.Workbook()
    other.addWorksheet('表').addRow(['客户确认', '√'])
    await expect(api().readAnswer({ file: await fileOf(other) })).rejects.toMatchObject({
      data: { rule: 'STATEMENT_FILE_UNKNOWN' },
    })
    const foreign = new exceljs.Workbook()
    foreign.addWorksheet('表').addRow(['√', 1, '', `${newId()}:1:0`])
    await expect(api().readAnswer({ file: await fileOf(foreign) })).rejects.toMatchObject({
      data: { rule: 'STATEMENT_FILE_UNKNOWN' },
    })
    const refused = { code: 'FILE_REFUSED' }
    await expect(api().readAnswer({ file: new File(['%PDF-1.7'], 'a.xlsx') })).rejects.toMatchObject(refused)
    await expect(api().readAnswer({ file: new File(['PK\u0003\u0004 broken'], 'a.xlsx') })).rejects.toMatchObject(
      refused,
    )
  })
})

describe('many at once', () => {
  it('are a zip of workbooks or one workbook, each with the customer’s own figures', async () => {
    const evil = await makeCustomer(world.client, { name: '=1+1/\\:*?"城西', openingBalance: 12_300 })
    const november = { from: '2026-11-01', to: '2026-11-22' }
    await world.client.settlement.receive({
      id: newId(),
      customerId: evil.id,
      amount: 100,
      method: 'cash',
      day: '2026-11-20',
    })
    await api().createMonth(november)
    const zip = await api().save(november)
    const files = Object.entries(unzipSync(new Uint8Array(await zip.arrayBuffer())))
    expect(files.map(([name]) => name.replace(/^DZD-ZB-\d+-\d+ /, '')).sort()).toEqual([
      '=1+1      城西.xlsx',
      '城东面馆.xlsx',
    ])
    for (const [name, bytes] of files) {
      const sheet = (await bookOf(new Blob([new Uint8Array(bytes)]))).worksheets[0]!
      expect(textOf(sheet)).toContain(name.includes('城东') ? '期末应收：¥500.00' : '期末应收：¥-1.00')
      expect(textOf(sheet)).toContain('草稿')
      sheet.eachRow((row) => row.eachCell((cell) => expect(cell.formula).toBeUndefined()))
    }
    const { rows } = await api().list(november)
    const one = await bookOf(await api().save({ ids: rows.map((row) => row.id), oneWorkbook: true, locale: 'en' }))
    expect(one.worksheets).toHaveLength(2)
    expect(textOf(one.worksheets[0]!)).toContain('Statement of account')
  })
})

describe('paper', () => {
  it('is A4 with head and titles on every page, sums, capitals, ageing, account and seals on the last', async () => {
    const { ship, client } = world
    const many = await makeCustomer(client, { name: '<b>多单客户</b>', creditDays: 30 })
    for (let i = 0; i < 24; i++) await ship(1, many.id)
    const days = { from: '2026-11-01', to: '2026-11-23' }
    const make = async (fields: { customerId: string; kind?: 'outstanding'; detail?: 'goods' }) => {
      const { id, version } = await api().create({ id: newId(), ...days, ...fields })
      return api().send({ id, version, channel: 'print' })
    }
    const statements = [
      await make({ customerId: many.id }),
      await make({ customerId: world.customer.id, kind: 'outstanding' }),
      await make({ customerId: world.customer.id, detail: 'goods' }),
    ]
    const { html, title } = await api().print({ ids: statements.map((one) => one.id) })
    expect(title).toMatch(/^对账单 DZD-ZB-/)
    const browser = await launchChromium()
    const page = await browser.newPage()
    await page.setContent(html)
    const path = join(folder, 'statements.pdf')
    writeFileSync(path, await page.pdf({ preferCSSPageSize: true }))
    const overflowing = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('.page')].filter(
          (one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1,
        ).length,
    )
    await browser.close()
    expect(overflowing).toBe(0)
    const info = execFileSync('pdfinfo', ['-f', '1', '-l', '9', path], { encoding: 'utf8' })
    const sizes = [...info.matchAll(/Page +\d+ size: +([\d.]+) x ([\d.]+)/g)].map((match) =>
      match.slice(1).map((points) => Math.round(Number(points) / 2.8346)),
    )
    expect(sizes).toEqual([
      [210, 297],
      [210, 297],
      [210, 297],
      [297, 210],
    ])
    const pages = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' })
      .split('\f')
      .map((text) => text.replaceAll(/\s+/g, ''))
    expect(pages[0]).toContain('第1页/共2页')
    expect(pages[1]).toContain('第2页/共2页')
    for (const text of pages.slice(0, 2)) {
      expect(text).toContain('测试粮油')
      expect(text).toContain('<b>多单客户</b>')
      expect(text).toContain('应收已收余额')
    }
    for (const part of [
      '大写：壹仟玖佰贰拾元整',
      '未到期',
      '365天以上',
      '澄湖农商行',
      '2026-11-30日前盖章回传',
      '差异说明',
      '供方（盖章）',
      '需方（盖章）',
    ])
      expect(pages[1], part).toContain(part)
    expect(pages[2]).toContain('未结账款对账单')
    expect(pages[2]).toContain('期末应收¥500.00')
    expect(pages[3]).toContain('期初余额1,000.00')
  })
})
