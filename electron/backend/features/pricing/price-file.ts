import type { PriceDifference, PriceFileResult } from '../../../../shared/contract/pricing.ts'
import type { Cell } from '../../../../shared/domain/import/cell.ts'
import {
  cellKey,
  changeOf,
  readTiers,
  sameTiers,
  tierText,
  type PriceKind,
  type Tier,
} from '../../../../shared/domain/pricing/price-cell.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'

/** A column of a price list file and the words by which it is known again. */
export interface PriceColumn {
  key: 'code' | 'name' | 'spec' | 'unit' | Exclude<PriceKind, 'level'>
  header: Record<Locale, string>
}

export const PRICE_COLUMNS: readonly PriceColumn[] = [
  { key: 'code', header: { 'zh-CN': '商品编码', en: 'Product code' } },
  { key: 'name', header: { 'zh-CN': '商品名称', en: 'Product name' } },
  { key: 'spec', header: { 'zh-CN': '规格', en: 'Specification' } },
  { key: 'unit', header: { 'zh-CN': '单位', en: 'Unit' } },
  { key: 'purchase', header: { 'zh-CN': '进价', en: 'Purchase price' } },
  { key: 'retail', header: { 'zh-CN': '零售价', en: 'Retail price' } },
  { key: 'sale', header: { 'zh-CN': '销售价', en: 'Sale price' } },
  { key: 'floor', header: { 'zh-CN': '最低售价', en: 'Floor price' } },
  { key: 'break', header: { 'zh-CN': '阶梯价', en: 'Quantity breaks' } },
  { key: 'contract', header: { 'zh-CN': '协议价', en: 'Contract price' } },
]

const LEVEL_HEADER = { 'zh-CN': '等级价 ', en: 'Level ' } as const

export const levelHeader = (grade: string, locale: Locale): string => LEVEL_HEADER[locale] + grade

/** Which price stands in each column of a file; null: none of ours. */
export type FileColumn = { key: PriceColumn['key'] | 'level'; grade: string; header: string } | null

/** The row that names the columns: the first with a code and a price, among the first few. */
export function findHeader(rows: readonly Cell[][]): { row: number; columns: FileColumn[] } | null {
  for (const [i, row] of rows.slice(0, 20).entries()) {
    const columns = row.map((cell) => columnOf(cellText(cell)))
    const keys = columns.map((column) => column?.key)
    const hasPrice = columns.some((column) => column && !['code', 'name', 'spec', 'unit'].includes(column.key))
    if (keys.includes('code') && hasPrice) return { row: i, columns }
  }
  return null
}

function columnOf(text: string): FileColumn {
  const header = text.normalize('NFKC').trim()
  const known = PRICE_COLUMNS.find((column) =>
    Object.values(column.header).some((one) => one.toLowerCase() === header.toLowerCase()),
  )
  if (known) return { key: known.key, grade: '', header }
  for (const prefix of Object.values(LEVEL_HEADER)) {
    const grade = header.startsWith(prefix.trim()) ? header.slice(prefix.trim().length).trim() : ''
    if (grade !== '') return { key: 'level', grade, header }
  }
  return null
}

/** What a product of the file has now, per unit. */
export interface KnownPrices {
  productId: string
  name: string
  baseUnit: string
  factorOf(unit: string): number | null
  tiersOf(unit: string, kind: PriceKind, grade: string): readonly Tier[]
}

export interface FileRow {
  /** As the spreadsheet counts. */
  row: number
  cells: Cell[]
}

/**
 * Compares rows of a file with what is in force: one difference for every price that is not the same, and a fault for every
 * cell that cannot be read. An emptied cell takes a price away; a column that is not in the file changes nothing. Prices of
 * kinds that are hidden from the user are passed over.
 */
export function compareRows(
  rows: readonly FileRow[],
  columns: readonly FileColumn[],
  products: ReadonlyMap<string, KnownPrices>,
  options: { customerId: string | null; hidden: ReadonlySet<PriceKind>; seen: Set<string> },
): Pick<PriceFileResult, 'differences' | 'faults'> {
  const differences: PriceDifference[] = []
  const faults: PriceFileResult['faults'] = []
  const at = (key: string) => columns.findIndex((column) => column?.key === key)
  const [codeAt, unitAt] = [at('code'), at('unit')]
  for (const { row, cells } of rows) {
    const code = cellText(cells[codeAt])
    if (code === '') continue
    const product = products.get(code.toUpperCase())
    if (!product) {
      faults.push({ row, column: columns[codeAt]!.header, value: code, fault: 'unknown-code' })
      continue
    }
    const unit = (unitAt < 0 ? '' : cellText(cells[unitAt])) || product.baseUnit
    const factor = product.factorOf(unit)
    if (factor === null) {
      faults.push({ row, column: columns[unitAt]!.header, value: unit, fault: 'unknown-unit' })
      continue
    }
    for (const [i, column] of columns.entries()) {
      if (!column || ['code', 'name', 'spec', 'unit'].includes(column.key)) continue
      const kind = column.key as PriceKind
      const isOfBase = kind === 'purchase' || kind === 'retail' || kind === 'floor'
      const text = cellText(cells[i])
      if (options.hidden.has(kind) || (isOfBase && unit !== product.baseUnit)) continue
      if (kind === 'contract' && options.customerId === null) continue
      const old = product.tiersOf(unit, kind, column.grade)
      // a count of packs that does not come out even is written rounded: the same text is the same price
      if (text === tierText(old, factor)) continue
      const read = readTiers(text, factor, kind)
      if (read.fault !== undefined) {
        faults.push({ row, column: column.header, value: text, fault: read.fault })
        continue
      }
      if (sameTiers(read.tiers, old)) continue
      const customerId = kind === 'contract' ? options.customerId : null
      const { productId, name } = product
      const cell = { productId, unit, kind, grade: column.grade, customerId }
      if (options.seen.has(cellKey(cell))) {
        faults.push({ row, column: column.header, value: text, fault: 'twice' })
        continue
      }
      options.seen.add(cellKey(cell))
      const change = changeOf(old, read.tiers)
      differences.push({ ...cell, row, code, name, factor, tiers: read.tiers, old: [...old], change })
    }
  }
  return { differences, faults }
}

/** Cells come as numbers, texts, dates or nothing. Formulas leave numbers like 10.290000000000001: a price has four decimals. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return ''
  if (typeof cell === 'number') return String(Number(cell.toFixed(4)))
  if (typeof cell === 'object') return 'e' in cell ? cell.e : cell.d
  return String(cell).trim()
}
