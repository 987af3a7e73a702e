import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { FactStore } from '../../electron/backend/features/analytics/fact-store.ts'
import { createHttpHost } from '../../electron/backend/hosts/http.ts'
import type { Client, Inputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { duckOf, type Duck } from '../support/duckdb.ts'
import { alternate, result, seconds, timingOf, type Result, type Run } from '../support/measure.ts'
import { signedIn } from '../support/signed-in.ts'
import { tradeBase, type TradeBase } from '../support/trade-base.ts'
import type { TradeSize } from '../support/trade.ts'

const YEAR = { from: '2025-11-23', to: '2026-11-22' }
const MONTH = { from: '2026-10-01', to: '2026-10-31' }

type Question = Inputs['salesReport']['ask']

/** A year by one dimension, and the same asked of DuckDB: all figures of a group, counting customers exactly. */
const FIGURES = `sum(amount), sum(revenue), sum(quantity), sum(cost), count(distinct document), count(distinct line.customer)`
const WHERE = `where day between '${YEAR.from}' and '${YEAR.to}'`
const BY: [name: string, question: Question, sql: string][] = [
  [
    'month',
    { ...YEAR, by: 'month' },
    `select date_trunc('month', day), ${FIGURES} from line ${WHERE} group by 1 order by 1`,
  ],
  [
    'type',
    { ...YEAR, by: 'type' },
    `select type, ${FIGURES} from line join product using (product) ${WHERE} group by 1 order by 2 desc`,
  ],
  [
    'region',
    { ...YEAR, by: 'region' },
    `select region, ${FIGURES} from line join customer using (customer) ${WHERE} group by 1 order by 2 desc`,
  ],
  [
    'sales person',
    { ...YEAR, by: 'person' },
    `select person, ${FIGURES} from line ${WHERE} group by 1 order by 2 desc`,
  ],
  [
    'warehouse',
    { ...YEAR, by: 'warehouse' },
    `select warehouse, ${FIGURES} from line ${WHERE} group by 1 order by 2 desc`,
  ],
  [
    'customer',
    { ...YEAR, by: 'customer' },
    `select customer, ${FIGURES} from line ${WHERE} group by 1 order by 2 desc`,
  ],
  ['product', { ...YEAR, by: 'product' }, `select product, ${FIGURES} from line ${WHERE} group by 1 order by 2 desc`],
  [
    'type × month',
    { ...YEAR, by: 'type', across: 'month' },
    `select type, date_trunc('month', day), ${FIGURES} from line join product using (product) ${WHERE} group by 1, 2`,
  ],
]

/** Recency, frequency and money of every customer in fifths, as NTILE does it. */
const RFM = `select customer, ntile(5) over (order by last), ntile(5) over (order by orders), ntile(5) over (order by money)
  from (select customer, max(day) as last, count(distinct document) as orders, sum(amount) as money
        from line ${WHERE} group by 1)`

/**
 * Issue 5: reports at full size through HTTP, beside DuckDB over the same rows, and what they do to order entry.
 */
export async function reportGoals(
  size: TradeSize,
  { rounds, quick }: { rounds: number; quick: boolean },
): Promise<Result[]> {
  const full = await tradeBase(size)
  try {
    const load = await seconds(() => full.client.analytics.prepare())
    console.log(`facts of ${full.lines.toLocaleString('en')} lines read in ${(load.ms / 1000).toFixed(1)} s`)
    return [
      ...(await pages(full, rounds)),
      // needs a package from the registry, and says nothing about small files
      ...(quick ? [] : [...(await besideDuck(full, rounds)), ...(await growth(full, size, rounds))]),
      ...(await meanwhile(full, rounds)),
    ]
  } finally {
    await full.close()
  }
}

/** What people wait for, through HTTP. */
async function pages(base: TradeBase, rounds: number): Promise<Result[]> {
  const host = await createHttpHost(base.application, { port: 0, rendererFolder: join(base.home, 'none') })
  try {
    const client = await signedIn(host.url, base.companyId)
    const cases: [string, number, Run][] = [
      ['home', 150, () => client.system.home()],
      ['timeline of a customer, first page', 50, (i) => client.crm.timeline({ customerId: base.customerIds[i * 7]! })],
      ['RFM of all customers', 1000, () => client.customerValue.customers({ ...YEAR, limit: 100 })],
      ['stock in and out of a month', 1000, () => client.stockAnalysis.flow({ ...MONTH })],
      ...BY.map(([name, question]): [string, number, Run] => [
        `sales of a year by ${name}`,
        300,
        () => client.salesReport.ask(question),
      ]),
    ]
    const timings = await alternate(
      cases.map(([, , run]) => run),
      { blocks: 2, perBlock: rounds },
    )
    return cases.map(([name, limit], i) => result('5.3', `${name}, HTTP, p95`, timings[i]!.p95, limit, 1))
  } finally {
    await host.close()
  }
}

async function besideDuck(base: TradeBase, rounds: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-duck-'))
  let duck: Duck | null = null
  try {
    const store = new FactStore(base.file)
    await store.load(async () => {})
    duck = await duckOf(store.current('2026-11-23'), folder)
    store.close()
    const { ask } = duck
    const results: Result[] = []
    for (const [name, question, sql] of BY) {
      const [ours, theirs] = await alternate([() => base.client.salesReport.ask(question), () => ask(sql)], {
        blocks: 2,
        perBlock: rounds,
      })
      results.push(result('7', `sales of a year by ${name}, p50 (of DuckDB)`, ours!.p50, theirs!.p50, 1))
    }
    const [ours, theirs] = await alternate(
      [() => base.client.customerValue.customers({ ...YEAR, limit: 100 }), () => ask(RFM)],
      { blocks: 2, perBlock: rounds },
    )
    return [...results, result('9', 'RFM of all customers, p50 (of DuckDB)', ours!.p50, theirs!.p50, 1.5)]
  } finally {
    duck?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same question of ten times the orders. */
async function growth(full: TradeBase, size: TradeSize, rounds: number): Promise<Result[]> {
  const smaller = await tradeBase({ ...size, orders: size.orders / 10 })
  try {
    await smaller.client.analytics.prepare()
    const results: Result[] = []
    for (const [name, question] of BY) {
      const [ours, reference] = await alternate(
        [() => full.client.salesReport.ask(question), () => smaller.client.salesReport.ask(question)],
        { blocks: 2, perBlock: rounds },
      )
      results.push(
        result('5.3', `sales of a year by ${name}, p50 (of a tenth of the orders)`, ours!.p50, reference!.p50, 10),
      )
    }
    return results
  } finally {
    await smaller.close()
  }
}

/** Submitting while the heaviest report is asked for again and again and orders are exported. */
async function meanwhile(base: TradeBase, rounds: number): Promise<Result[]> {
  const { client } = base
  const lines = [0, 1, 2, 3, 4].map((l) => ({
    productId: base.productIds[l]!,
    unit: '袋',
    quantity: 1000,
    price: 80_000,
  }))
  await giveStock(client, lines)
  const submit = async (i: number) => {
    const start = performance.now()
    await client.orders.submit({ id: newId(), version: 0, draft: { customerId: base.customerIds[i * 3]!, lines } })
    return performance.now() - start
  }
  let count = 0
  const submits = async (going: () => boolean) => {
    const times: number[] = []
    while (going()) {
      times.push(await submit(count++))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return timingOf(times)
  }
  let left = rounds * 20
  const idle = await submits(() => left-- > 0)
  const loop = monitorEventLoopDelay({ resolution: 5 })
  let going = true
  const asking = (async () => {
    while (going) await client.salesReport.ask({ ...YEAR, from: '2021-11-23', by: 'product', across: 'month' })
  })()
  const exporting = client.exports.orders({ format: 'xlsx', ...YEAR })
  loop.enable()
  let during = rounds * 20
  const busy = await submits(() => during-- > 0)
  loop.disable()
  going = false
  await Promise.allSettled([asking, exporting])
  return [
    result('5.4', 'submit p99 while reports and an export run (of idle)', busy.p99, idle.p99, 2),
    result('8', 'event loop delay meanwhile, p99 (of 50 ms)', loop.percentile(99) / 1e6, 50, 1),
  ]
}

async function giveStock(client: Client, lines: readonly { productId: string }[]): Promise<void> {
  const [warehouse] = await client.company.warehouses()
  await client.stockDocuments.post({
    id: newId(),
    version: 0,
    draft: {
      kind: 'other-in',
      warehouseId: warehouse!.id,
      reason: '备货',
      lines: lines.map(({ productId }) => ({ productId, unit: '袋', quantity: 100_000_000, cost: 50_000 })),
    },
  })
}
