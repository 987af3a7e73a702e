import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSpreadsheet } from '../../electron/backend/files/read-spreadsheet.ts'
import { openStage } from '../../electron/backend/files/stage.ts'
import type { Client, Inputs } from '../../shared/contract/index.ts'
import { isDateCell, type Cell } from '../../shared/domain/import/cell.ts'
import { amountOf, formatFen } from '../../shared/money.ts'
import { equal } from './proof.ts'

/** What the file itself says of its imported lines, summed line by line; amounts in 分. */
export interface RetailFile {
  /** Σ quantity × price of all lines, each rounded to the 分, and of those rejected. */
  all: number
  rejected: number
  lines: number
  invoices: Set<string>
  customers: Map<string, number>
  products: Map<string, number>
  months: Map<string, number>
  first: string
  last: string
}

const TOP = 10

/** Reads a workbook of the Online Retail data without any of the import's rules. */
export async function readRetail(path: string, rejected: ReadonlySet<string>): Promise<RetailFile> {
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-stage-'))
  const found: RetailFile = {
    all: 0,
    rejected: 0,
    lines: 0,
    invoices: new Set(),
    customers: new Map(),
    products: new Map(),
    months: new Map(),
    first: '9999-12-31',
    last: '0000-01-01',
  }
  try {
    const stagePath = join(folder, 'stage.sqlite')
    await readSpreadsheet(path, stagePath)
    const stage = openStage(stagePath)
    for (const { no } of stage.sheets) {
      const headers = stage.rows(no, 1, 1)[0]!.map(String)
      const at = (...names: string[]) => headers.findIndex((header) => names.includes(header))
      const columns = {
        invoice: at('InvoiceNo', 'Invoice'),
        product: at('StockCode'),
        quantity: at('Quantity'),
        date: at('InvoiceDate'),
        price: at('UnitPrice', 'Price'),
        customer: at('CustomerID', 'Customer ID'),
      }
      for (const { firstRow, rows } of stage.eachChunk(no)) {
        rows.forEach((cells, i) => {
          if (firstRow + i === 1 || cells.length === 0) return
          const quantity = Number(cells[columns.quantity])
          const price = Number(cells[columns.price])
          const amount = amountOf(quantity * 1000, Math.round(price * 10_000), 1000)
          found.all += amount
          if (rejected.has(`${no} ${firstRow + i}`)) return void (found.rejected += amount)
          const day = dayOf(cells[columns.date])
          found.lines += 1
          found.invoices.add(String(cells[columns.invoice]))
          add(found.months, day.slice(0, 7), amount)
          add(found.products, String(cells[columns.product]), amount)
          const customer = cells[columns.customer]
          if (customer !== null && customer !== undefined && customer !== '')
            add(found.customers, String(customer), amount)
          if (day < found.first) found.first = day
          if (day > found.last) found.last = day
        })
      }
    }
    stage.close()
    return found
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The reports say of the imported orders what the file says. @returns the facts, to be printed */
export async function sameInReports(client: Client, file: RetailFile): Promise<string> {
  const days = { from: file.first, to: file.last }
  const ask = (input: Partial<Inputs['salesReport']['ask']>) =>
    client.salesReport.ask({ ...days, by: 'month', ...input } as Inputs['salesReport']['ask'])
  const byMonth = await ask({})
  const sold = file.all - file.rejected
  equal(byMonth.total.values.amount, sold, 'amount in the report')
  equal(byMonth.total.values.documents, file.invoices.size, 'invoices in the report')
  const months = Object.fromEntries(byMonth.rows.map((row) => [row.key.slice(0, 7), row.values.amount]))
  equal(months, Object.fromEntries([...file.months].sort()), 'amount by month')
  const products = await ask({ by: 'product', top: TOP })
  equal(
    products.rows.map((row) => [row.code, row.values.amount]),
    largest(file.products),
    'top ten products',
  )
  equal(sum(products.rows) + (products.rest?.values.amount ?? 0), sold, 'products with the rest')
  const customers = await ask({ by: 'customer', top: TOP + 1 })
  const known = customers.rows.filter((row) => file.customers.has(row.code)).slice(0, TOP)
  equal(
    known.map((row) => [row.code, row.values.amount]),
    largest(file.customers),
    'top ten customers',
  )
  const best = [...file.months].sort((a, b) => b[1] - a[1])[0]!
  const shown = (list: readonly (readonly [string, number])[]) =>
    list.map(([key, amount]) => `${key} ${formatFen(amount)}`)
  return [
    `  ${file.lines} lines, ${file.invoices.size} invoices, ${file.customers.size} customers, ${file.products.size} products`,
    `  best month ${best[0]}: ${formatFen(best[1])}`,
    `  products: ${shown(largest(file.products)).join(', ')}`,
    `  customers: ${shown(largest(file.customers)).join(', ')}`,
  ].join('\n')
}

const sum = (rows: readonly { values: { amount: number | null } }[]) =>
  rows.reduce((total, row) => total + row.values.amount!, 0)

const largest = (amounts: ReadonlyMap<string, number>): [string, number][] =>
  [...amounts].sort((a, b) => b[1] - a[1]).slice(0, TOP)

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount)
}

/** The day of a date cell, or of a text that begins with one. */
const dayOf = (cell: Cell | undefined): string =>
  cell !== null && cell !== undefined && isDateCell(cell) ? cell.d : String(cell).slice(0, 10)
