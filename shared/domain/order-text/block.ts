import type { TextItem } from './items.ts'
import { chineseNumber, COUNT_UNITS, WEIGHT_UNITS } from './numbers.ts'

type Column = 'name' | 'spec' | 'unit' | 'quantity' | 'code' | 'other'

const HEADERS: readonly [RegExp, Column][] = [
  [/^(?:品名|名称|商品|商品名称|货品|产品|货物|品种|name|product|item)$/i, 'name'],
  [/^(?:规格|型号|包装|spec)$/i, 'spec'],
  [/^(?:单位|unit)$/i, 'unit'],
  [/^(?:数量|订货数量|订量|要货|要货数|件数|qty|quantity)$/i, 'quantity'],
  [/^(?:条码|编码|货号|代码|条形码|商品编码|code|barcode|sku)$/i, 'code'],
  [/^(?:单价|金额|价格|小计|备注|序号|no\.?|price|amount|remark)$/i, 'other'],
]
const COUNTED = new Set(COUNT_UNITS)
const UNITS = new Set([...COUNT_UNITS, ...WEIGHT_UNITS])

/** Rows pasted from a spreadsheet (cells between tabs) as pieces of an order; null when the text is no such block. */
export function blockItems(message: string): TextItem[] | null {
  const rows = message
    .normalize('NFKC')
    .split(/\r?\n/)
    .filter((row) => row.trim() !== '')
    .map((row) => row.split('\t').map((cell) => cell.trim()))
  const wide = rows.filter((row) => row.length > 1)
  if (wide.length === 0 || wide.length * 2 < rows.length) return null
  const header = headerOf(rows[0]!)
  const body = header ? rows.slice(1) : rows
  const columns = header ?? guessed(body)
  return body.flatMap((row) => itemOf(row, columns) ?? [])
}

function headerOf(row: readonly string[]): Column[] | null {
  const columns = row.map((cell) => HEADERS.find(([words]) => words.test(cell))?.[1] ?? 'other')
  return columns.filter((c) => c !== 'other').length >= 2 ? columns : null
}

/** Without a header: words name the goods, a unit is a unit, the first column of small figures is the quantity. */
function guessed(rows: readonly (readonly string[])[]): Column[] {
  const width = Math.max(...rows.map((row) => row.length))
  const columns: Column[] = []
  for (let i = 0; i < width; i++) {
    const cells = rows.map((row) => row[i] ?? '').filter((cell) => cell !== '')
    const most = (test: (cell: string) => boolean) => cells.length > 0 && cells.filter(test).length * 2 > cells.length
    const has = (column: Column) => columns.includes(column)
    if (most((cell) => UNITS.has(cell))) columns.push(has('unit') ? 'other' : 'unit')
    else if (most((cell) => /^\d{6,14}$/.test(cell))) columns.push('code')
    else if (most((cell) => isAmount(cell))) columns.push(countsRows(cells) || has('quantity') ? 'other' : 'quantity')
    else if (!has('name')) columns.push('name')
    else columns.push(most((cell) => /\d/.test(cell)) && !has('spec') ? 'spec' : 'other')
  }
  return columns
}

const isAmount = (cell: string) => /^\d+(?:\.\d+)?$/.test(cell) || amountAndUnit(cell) !== null
/** 1, 2, 3 … is a row number. */
const countsRows = (cells: readonly string[]) => cells.length > 1 && cells.every((cell, i) => cell === String(i + 1))

function amountAndUnit(cell: string): { amount: number; unit: string } | null {
  const match = /^(\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+)\s*(\D+)$/.exec(cell)
  if (!match || !COUNTED.has(match[2]!.trim())) return null
  const amount = /^\d/.test(match[1]!) ? Number(match[1]) : chineseNumber(match[1]!)
  return amount === null ? null : { amount, unit: match[2]!.trim() }
}

function itemOf(row: readonly string[], columns: readonly Column[]): TextItem | null {
  const cellsOf = (column: Column) => row.filter((cell, i) => columns[i] === column && cell !== '')
  const name = cellsOf('name').join(' ')
  const code = cellsOf('code')[0] ?? ''
  const typed = cellsOf('quantity')[0] ?? ''
  if ((name === '' && code === '') || typed === '' || /^合计|^总计|^小计/.test(name)) return null
  const read = amountAndUnit(typed) ?? { amount: Number(typed), unit: cellsOf('unit')[0] ?? '' }
  if (!Number.isFinite(read.amount) || read.amount <= 0) return null
  const words = name === '' ? code : [name, cellsOf('spec')[0] ?? ''].join(' ').trim()
  return { action: 'order', name: words, instead: '', parts: [read], source: row.join(' ').trim() }
}
