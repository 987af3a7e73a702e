import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kyselyOn } from '../../electron/backend/db/dialect.ts'
import { openReader } from '../../electron/backend/db/open.ts'
import { createHttpHost } from '../../electron/backend/hosts/http.ts'
import { compareLedger, sumLedger } from '../../electron/backend/features/inventory/ledger-sums.ts'
import type { Inputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { alternate, result, type Result, type Run } from '../support/measure.ts'
import { rawStock } from '../support/raw-stock.ts'
import { signedIn } from '../support/signed-in.ts'
import { stockBase, type StockBase, type StockSize } from '../support/stock-base.ts'

/** Within three times of raw; 25 % past four, that is five times, is an alarm. */
const POSTING = 4
const FIRST_PAGE_MS = 50
/** Pairs of product and warehouse in goal 10. */
const PAIRS = 60_000

/** Issue 3: posting documents beside raw statements, the stock list through HTTP, and goal 10. */
export async function stockGoals(size: StockSize, perBlock: number): Promise<Result[]> {
  const base = await stockBase(size)
  try {
    return [...(await posting(base, perBlock)), ...(await firstPages(base, perBlock)), ...(await wholeTable(base))]
  } finally {
    await base.close()
  }
}

async function posting(base: StockBase, perBlock: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-raw-stock-'))
  const raw = rawStock(join(folder, 'raw.sqlite'), base.size.products)
  const { client, productIds, warehouseIds } = base
  const supplier = await client.suppliers.create({ id: newId(), name: '基准供应商' })
  const linesOf = (i: number) =>
    [0, 1, 2, 3, 4].map((l) => ({
      productId: productIds[(i * 31 + l * 1013) % productIds.length]!,
      unit: '袋',
      quantity: 10_000,
    }))
  const [warehouseId, toWarehouseId] = [warehouseIds[0]!, warehouseIds[1]!]
  const [rawReceipt, receipt, rawTransfer, transfer] = await alternate(
    [
      (i) => raw.receipt(i),
      (i) =>
        client.purchasing.receive({
          id: newId(),
          supplierId: supplier.id,
          warehouseId,
          lines: linesOf(i).map((line) => ({ ...line, price: 800_000 })),
        }),
      (i) => raw.transfer(i + 1_000_000),
      (i) =>
        client.stockDocuments.post({
          id: newId(),
          version: 0,
          draft: { kind: 'transfer', warehouseId, toWarehouseId, lines: linesOf(i + 7) },
          receive: true,
        }),
    ],
    { blocks: 4, perBlock },
  )
  raw.close()
  rmSync(folder, { recursive: true, force: true })
  return [
    result('3.5', 'a five-line receipt, p50 (within 3, alarm 5)', receipt!.p50, rawReceipt!.p50, POSTING),
    result(
      '3.5',
      'a five-line transfer there and in, p50 (within 3, alarm 5)',
      transfer!.p50,
      rawTransfer!.p50,
      POSTING,
    ),
  ]
}

type List = NonNullable<Inputs['inventory']['list']>

async function firstPages(base: StockBase, perBlock: number): Promise<Result[]> {
  const host = await createHttpHost(base.application, { port: 0, rendererFolder: join(base.home, 'none') })
  try {
    const client = await signedIn(host.url, base.companyId)
    const page = (input: List): Run => {
      return () => client.inventory.list(input)
    }
    const { next } = await client.inventory.list({ limit: 500, search: '' })
    const cases: [string, Run][] = [
      ['first page', page({})],
      ['a later page', page({ cursor: next ?? undefined })],
      ['by product', page({ perProduct: true })],
      ['of one warehouse', page({ warehouseId: base.warehouseIds[3]! })],
      ['below zero only', page({ negativeOnly: true })],
      ['too little only', page({ lowOnly: true })],
      ['a name', page({ search: '面粉' })],
    ]
    const timings = await alternate(
      cases.map(([, run]) => run),
      { blocks: 2, perBlock },
    )
    const pairs = (base.size.products * base.warehouseIds.length).toLocaleString('en')
    return cases.map(([name], i) =>
      result('3.5', `stock list of ${pairs}, HTTP, ${name}, p95`, timings[i]!.p95, FIRST_PAGE_MS, 1),
    )
  } finally {
    await host.close()
  }
}

/** Goal 10: all pairs as our services read them beside the raw SELECT, and equal to the sum of their movements. */
async function wholeTable(base: StockBase): Promise<Result[]> {
  const reader = openReader(base.file)
  const db = kyselyOn(reader)
  try {
    const raw = reader.prepare(`select product_id, warehouse_id, on_hand from stock_balance limit ${PAIRS}`)
    const [reference, ours] = await alternate(
      [
        () => raw.all(),
        () => db.selectFrom('stock_balance').select(['product_id', 'warehouse_id', 'on_hand']).limit(PAIRS).execute(),
      ],
      { blocks: 3, perBlock: 5 },
    )
    const different = compareLedger(reader, sumLedger(reader))
    if (different.length > 0) throw new Error(`${different.length} figures are not the sum of their movements`)
    return [result('10', `stock of ${PAIRS.toLocaleString('en')} pairs, p50`, ours!.p50, reference!.p50, 2)]
  } finally {
    reader.close()
  }
}
