import type Database from 'better-sqlite3'
import type { AdviceDetail, AdvicePolicy, AdviceRow } from '../../../../shared/contract/replenishment.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import { adviseOrder, type Advice, type Policy } from '../../../../shared/domain/replenishment/advice.ts'
import { backTest, type BackTest } from '../../../../shared/domain/replenishment/back-test.ts'
import { measureDemand, type Demand } from '../../../../shared/domain/replenishment/demand.ts'
import { amountOf } from '../../../../shared/money.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { JobContext } from '../../db/workers/run-on-worker.ts'
import { dailySales, readFacts, stockOutDays, type Pool } from './facts.ts'
import { goodsOf, siteNames, type Goods } from './goods.ts'
import { readSupply, type Supply } from './supply.ts'

/** Days the back-test replays: a quarter. */
export const BACK_TEST_DAYS = 91

export interface AdviceInput {
  file: string
  today: Day
  policy: AdvicePolicy
  siteId?: string
  supplierId?: string
  /** Products looked at; absent: all active ones. */
  productIds?: string[]
  all: boolean
  limit: number
}

export interface AdviceResult {
  products: number
  advised: number
  amount: number | null
  rows: AdviceRow[]
}

interface Worked {
  pool: Pool
  goods: Goods
  supply: Supply
  demand: Demand
  advice: Advice
  daily: Float64Array
  policy: Policy
}

/** Works every product and site out; what has to be ordered first, the dearest and the emptiest before the rest. */
export function advise(reader: Database.Database, input: AdviceInput, job?: JobContext): AdviceResult {
  const rows: AdviceRow[] = []
  const sites = siteNames(reader)
  let products = 0
  let advised = 0
  let amount: number | null = 0
  for (const worked of workOut(reader, input)) {
    if (++products % 1000 === 0) job?.progress(products)
    const { advice } = worked
    if (advice.quantity > 0) advised++
    else if (!input.all) continue
    const row = rowOf(worked, sites)
    if (advice.quantity > 0) amount = amount === null || row.amount === null ? amount : amount + row.amount
    rows.push(row)
  }
  rows.sort((a, b) => urgency(a) - urgency(b) || (b.amount ?? 0) - (a.amount ?? 0) || (a.code < b.code ? -1 : 1))
  return { products, advised, amount, rows: rows.slice(0, input.limit) }
}

/** Days until the free stock and what is coming are gone, what needs no order behind everything else. */
function urgency(row: AdviceRow): number {
  const runsOut = row.mean > 0 ? row.position / row.mean : row.position > 0 ? 1e6 : 0
  return row.quantity > 0 ? runsOut : 1e9 + runsOut
}

/** One product and site with all its sums and its back-test. @throws NOT_FOUND */
export function explain(
  reader: Database.Database,
  input: { today: Day; policy: AdvicePolicy; productId: string; siteId: string },
): AdviceDetail {
  const { productId, siteId, ...rest } = input
  const scope = { file: '', ...rest, siteId, productIds: [productId], all: true, limit: 1 }
  const worked = [...workOut(reader, scope, productId)][0]
  if (!worked) throw new AppError('NOT_FOUND', { entity: 'product', id: productId })
  const { demand, daily, supply, policy, pool } = worked
  const test = backTest(daily, leadOf(supply), supply, policy, {
    days: BACK_TEST_DAYS,
    ...withStockOut(pool, daily.length),
  })
  const { asked, filled, fillRate, orders, averageStock, stock } = test
  return {
    row: rowOf(worked, siteNames(reader)),
    z: worked.advice.z,
    demand: {
      days: demand.days,
      stockOutDays: demand.stockOutDays,
      oneOff: demand.oneOff,
      total: demand.total,
    },
    weeks: weeksOf(daily, addDays(input.today, -daily.length)),
    backTest: {
      from: addDays(input.today, -test.days),
      days: test.days,
      asked,
      filled,
      fillRate,
      stockOutDays: test.stockOutDays,
      orders,
      averageStock,
      stock,
    },
  }
}

export interface BackTestResult {
  from: Day
  days: number
  products: number
  fillRate: number | null
  stockOutDays: number
  regular: { products: number; fillRate: number | null }
  irregular: { products: number; fillRate: number | null }
}

/** Replays the last quarter for everything that was asked for, and says how much of it would have been there. */
export function backTestAll(reader: Database.Database, input: AdviceInput, job?: JobContext): BackTestResult {
  const sums = { regular: emptySum(), irregular: emptySum() }
  let days = 0
  let stockOut = 0
  let done = 0
  for (const { pool, daily, supply, policy, advice } of workOut(reader, input)) {
    if (++done % 1000 === 0) job?.progress(done)
    const options = { days: BACK_TEST_DAYS, ...withStockOut(pool, daily.length) }
    const test = backTest(daily, leadOf(supply), supply, policy, options)
    if (test.asked === 0) continue
    days = test.days
    stockOut += test.stockOutDays
    addTest(sums[advice.irregular ? 'irregular' : 'regular'], test)
  }
  const both = {
    products: sums.regular.products + sums.irregular.products,
    asked: sums.regular.asked + sums.irregular.asked,
    filled: sums.regular.filled + sums.irregular.filled,
  }
  return {
    from: addDays(input.today, -days),
    days,
    products: both.products,
    fillRate: rateOf(both),
    stockOutDays: stockOut,
    regular: { products: sums.regular.products, fillRate: rateOf(sums.regular) },
    irregular: { products: sums.irregular.products, fillRate: rateOf(sums.irregular) },
  }
}

const emptySum = () => ({ products: 0, asked: 0, filled: 0 })
const rateOf = (sum: { asked: number; filled: number }) =>
  sum.asked === 0 ? null : Math.floor((sum.filled / sum.asked) * 10_000)

function addTest(sum: { products: number; asked: number; filled: number }, test: BackTest): void {
  sum.products++
  sum.asked += test.asked
  sum.filled += test.filled
}

function* workOut(reader: Database.Database, input: AdviceInput, productId?: string): Generator<Worked> {
  const { policy: typed, today } = input
  const { pools } = readFacts(reader, { today, days: typed.historyDays, siteId: input.siteId, productId })
  const goods = goodsOf(reader, productId)
  const supplies = readSupply(reader, today, productId)
  const wanted = input.productIds === undefined ? null : new Set(input.productIds)
  const daily = new Float64Array(typed.historyDays)
  const sellers = mainSites(pools)
  for (const pool of pools) {
    const known = goods.get(pool.productId)
    if (!known || (wanted && !wanted.has(pool.productId))) continue
    const supply = supplies.get(pool.productId) ?? ownSupply(known, typed.leadDays)
    if (input.supplierId !== undefined && supply.supplierId !== input.supplierId) continue
    const isMain = sellers.get(pool.productId) === pool
    const policy: Policy = {
      serviceLevel: typed.serviceLevel / 10_000,
      coverDays: typed.coverDays,
      minStock: pool.minStock ?? (isMain && known.safetyStock > 0 ? known.safetyStock : null),
      maxStock: pool.maxStock ?? (isMain ? known.maxStock : null),
    }
    dailySales(pool, daily)
    const demand = measureDemand(daily, withStockOut(pool, daily.length))
    if (demand.days === 0 && policy.minStock === null && pool.waiting === 0 && pool.available >= 0) continue
    const advice = adviseOrder(demand, leadOf(supply), supply, pool, policy)
    yield { pool, goods: known, supply, demand, advice, daily, policy }
  }
}

/** A minimum typed for the product as a whole belongs to the site that sells most of it. */
function mainSites(pools: readonly Pool[]): Map<string, Pool> {
  const main = new Map<string, { pool: Pool; sold: number }>()
  for (const pool of pools) {
    const sold = pool.sales.reduce((sum, sale) => sum + sale.quantity, 0)
    const known = main.get(pool.productId)
    if (!known || sold > known.sold) main.set(pool.productId, { pool, sold })
  }
  return new Map([...main].map(([productId, { pool }]) => [productId, pool]))
}

/** Goods nobody is known to supply are bought in the base unit at the product's purchase price. */
function ownSupply(goods: Goods, leadDays: number): Supply {
  return {
    supplierId: null,
    supplier: '',
    unit: goods.baseUnit,
    factor: 1000,
    price: goods.purchasePrice,
    minimum: 0,
    multiple: 1000,
    leadDays,
    leadDeviation: 0,
  }
}

const leadOf = (supply: Supply) => ({ days: supply.leadDays, deviation: supply.leadDeviation })

function withStockOut(pool: Pool, days: number): { stockOut?: (day: number) => boolean } {
  const stockOut = stockOutDays(pool, days)
  return stockOut === null ? {} : { stockOut }
}

function rowOf({ pool, goods, supply, demand, advice }: Worked, sites: ReadonlyMap<string, string>): AdviceRow {
  const { id: productId, code, name, spec, baseUnit, packs } = goods
  return {
    productId,
    code,
    name,
    spec,
    baseUnit,
    packs,
    siteId: pool.siteId,
    site: sites.get(pool.siteId) ?? '',
    warehouseId: pool.warehouseId,
    available: pool.available,
    onOrder: pool.onOrder,
    inTransit: pool.inTransit,
    waiting: pool.waiting,
    mean: demand.mean,
    deviation: demand.deviation,
    weeklyVariation: demand.weeklyVariation,
    safetyStock: advice.safetyStock,
    reorderPoint: advice.reorderPoint,
    target: advice.target,
    position: advice.position,
    quantity: advice.quantity,
    amount: supply.price === null ? null : amountOf(advice.quantity, supply.price, supply.factor),
    coverDays: advice.coverDays,
    irregular: advice.irregular,
    overMaximum: advice.overMaximum,
    supply,
  }
}

/** Whole weeks, the last of them ending yesterday. */
function weeksOf(daily: Float64Array, from: Day): { from: Day; quantity: number }[] {
  const weeks: { from: Day; quantity: number }[] = []
  for (let start = daily.length % 7; start < daily.length; start += 7) {
    let quantity = 0
    for (let day = start; day < start + 7; day++) quantity += daily[day]!
    weeks.push({ from: addDays(from, start), quantity })
  }
  return weeks
}
