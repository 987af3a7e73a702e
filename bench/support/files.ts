import { createRequire } from 'node:module'
import { PassThrough } from 'node:stream'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type ExcelJs from 'exceljs'
import { seeded } from './measure.ts'

const require = createRequire(import.meta.url)
export const exceljs = require('exceljs') as typeof ExcelJs

/** Headers of a customer list and of an order list, 12 columns each. */
export const CUSTOMER_HEADERS =
  '客户编码,客户名称,客户简称,客户等级,行业,渠道,联系人,手机号码,地址,信用额度,账期天数,备注'.split(',')
export const ORDER_HEADERS =
  '单据编号,单据日期,客户编码,客户名称,商品编码,商品名称,规格,单位,数量,单价,金额,备注'.split(',')

export type SheetKind = 'customers' | 'orders'

/** The n-th row of a list that is all good. Orders: five lines each, 2,000 customers, 3,000 products. */
export function sheetRow(kind: SheetKind, n: number, random: () => number): (string | number)[] {
  if (kind === 'customers') {
    const phone = `139${String(n).padStart(8, '0')}`
    const name = `城南福满粮油店${n}`
    return [
      `C${n}`,
      name,
      `福满${n}`,
      'ABC'[n % 3]!,
      '零售',
      '门店',
      '李经理',
      phone,
      `解放路${n}号`,
      n * 10,
      n % 60,
      '',
    ]
  }
  const order = Math.floor(n / 5)
  const [customer, product, quantity] = [order % 2000, Math.floor(random() * 3000), 1 + (n % 40)]
  const day = `2025-${String(1 + (order % 12)).padStart(2, '0')}-${String(1 + (order % 28)).padStart(2, '0')}`
  const [code, goods] = [`G${product}`, `特精小麦粉${product}`]
  return [
    `B${order}`,
    day,
    `KH${customer}`,
    `粮店${customer}`,
    code,
    goods,
    '25kg',
    '袋',
    quantity,
    88.5,
    quantity * 88.5,
    '',
  ]
}

/** Writes a list as other programs do: shared strings, deflated, by exceljs. */
export async function writeList(path: string, kind: SheetKind, rows: number): Promise<void> {
  const random = seeded(3)
  await writeWithExceljs(path, kind === 'customers' ? CUSTOMER_HEADERS : ORDER_HEADERS, function* () {
    for (let n = 0; n < rows; n++) yield sheetRow(kind, n, random)
  })
}

/** The reference for writing: exceljs's streaming workbook, to the end of the file. */
export async function writeWithExceljs(
  path: string,
  headers: readonly string[],
  rows: () => Iterable<readonly unknown[]>,
): Promise<void> {
  const stream = new PassThrough()
  const file = pipeline(stream, createWriteStream(path))
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: true, useStyles: true })
  const sheet = workbook.addWorksheet('Sheet1')
  sheet.addRow([...headers]).commit()
  for (const row of rows()) sheet.addRow([...row]).commit()
  sheet.commit()
  await workbook.commit()
  await file
}
