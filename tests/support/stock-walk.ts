import { ORPCError } from '@orpc/client'
import type { Client, Inputs, Outputs } from '../../shared/contract/index.ts'
import { STOCK_DOCUMENT_KINDS, type StockDocumentKind } from '../../shared/domain/inventory/documents.ts'
import { newId } from '../../shared/ids.ts'
import type { TestCompany } from './company.ts'

type View = Outputs['stockDocuments']['get']
type Line = Inputs['stockDocuments']['save']['draft']['lines'][number]

export interface WalkOptions {
  seed: number
  /** Documents to be booked. */
  documents: number
  /**
   * Documents are taken back on the way too, as long as nothing posted later touched their goods, and some are booked into
   * days before.
   */
  disorder: boolean
}

export interface StockWalk {
  booked: number
  /** Refusals by code: the only ones allowed are those the state of the stock explains. */
  refused: Record<string, number>
  /** Documents that are still there, what was posted last first. */
  standing: string[]
}

/** What stock and value say, in a form that can be compared. */
export interface StockState {
  balances: unknown[]
  lots: unknown[]
  values: unknown[]
}

const EXPECTED = ['SHORTAGE', 'RULE COST_WITHOUT_STOCK', 'RULE COST_BELOW_ZERO', 'RULE HAS_FOLLOWER', 'CONFLICT']

/** Everything that is not zero. */
export async function stockState(company: TestCompany): Promise<StockState> {
  const { reader } = await company.application.company(company.companyId)
  const balances = await reader
    .selectFrom('stock_balance')
    .select(['product_id', 'warehouse_id', 'on_hand', 'reserved', 'frozen', 'on_order', 'in_transit'])
    .where((eb) => eb.or([eb('on_hand', '<>', 0), eb('in_transit', '<>', 0)]))
    .orderBy('product_id')
    .orderBy('warehouse_id')
    .execute()
  const lots = await reader
    .selectFrom('stock_lot_balance')
    .selectAll()
    .where('on_hand', '<>', 0)
    .orderBy('lot_id')
    .orderBy('warehouse_id')
    .execute()
  const values = await reader
    .selectFrom('stock_value')
    .select(['product_id', 'site_id', 'quantity', 'value'])
    .where((eb) => eb.or([eb('quantity', '<>', 0), eb('value', '<>', 0)]))
    .orderBy('product_id')
    .orderBy('site_id')
    .execute()
  return { balances, lots, values }
}

/**
 * Random stock documents of every kind by several people in three warehouses of two sites: goods with and without lots,
 * drafts, receipts in pieces, losses on the way, two people at the same document.
 */
export async function walkStock(
  company: TestCompany,
  people: readonly Client[],
  world: { warehouses: readonly string[]; products: readonly { id: string; lots: boolean }[] },
  options: WalkOptions,
): Promise<StockWalk> {
  const { owner, random } = { owner: company.client, random: randomOf(options.seed) }
  /** In the order in which they were posted. */
  const documents = new Map<string, View>()
  const walk: StockWalk = { booked: 0, refused: {}, standing: [] }

  /** Counts what was refused for a good reason, and passes everything else on. */
  async function tried(work: Promise<View>): Promise<View | null> {
    try {
      return await work
    } catch (error) {
      const { code, data } = error as ORPCError<string, { rule?: string }>
      const name = code === 'RULE' ? `RULE ${data.rule}` : code
      if (!EXPECTED.includes(name)) throw error
      walk.refused[name] = (walk.refused[name] ?? 0) + 1
      return null
    }
  }
  const note = (view: View | null): void => {
    if (!view) return
    documents.set(view.id, view)
    for (const { id } of view.followers) if (!documents.has(id)) documents.set(id, { ...view, id, status: 'posted' })
  }

  const lineOf = (product: { id: string; lots: boolean }, more: Partial<Line> = {}): Line => ({
    productId: product.id,
    unit: random.below(5) === 0 ? '吨' : '袋',
    quantity: (1 + random.below(12)) * 1000 + (random.below(4) === 0 ? 333 : 0),
    ...more,
  })
  const lotOf = (product: { lots: boolean }): Partial<Line> =>
    product.lots ? { productionDay: `2026-1${random.below(2)}-0${1 + random.below(4)}` } : {}

  function linesFor(kind: StockDocumentKind): Line[] {
    const some = random.shuffled(world.products).slice(0, 1 + random.below(3))
    if (kind === 'assembly' || kind === 'disassembly') {
      const [whole, ...parts] = random.shuffled(world.products).slice(0, 3)
      const comesIn = (role: 'whole' | 'part') => (role === 'whole') === (kind === 'assembly')
      return [
        lineOf(whole!, { role: 'whole', ...(comesIn('whole') ? lotOf(whole!) : {}) }),
        ...parts.map((part) =>
          lineOf(part, {
            role: 'part',
            ...(comesIn('part') ? lotOf(part) : {}),
            cost: kind === 'disassembly' && random.below(2) === 0 ? 1 + random.below(900_000) : null,
          }),
        ),
      ]
    }
    return some.map((product) => {
      if (kind === 'cost')
        return random.below(2) === 0
          ? lineOf(product, { cost: 1 + random.below(900_000) })
          : lineOf(product, { value: 1 + random.below(2_000_000) - 1_000_000 })
      if (kind === 'other-in' || kind === 'surplus')
        return lineOf(product, { ...lotOf(product), cost: random.below(2) === 0 ? null : random.below(900_000) })
      return lineOf(product)
    })
  }

  async function bookNew(): Promise<void> {
    const kind = random.below(3) === 0 ? 'other-in' : random.pick(STOCK_DOCUMENT_KINDS)
    const [from, to] = random.shuffled(world.warehouses)
    const person = kind === 'cost' ? owner : random.pick(people)
    const day = options.disorder && random.below(6) === 0 ? `2026-11-${10 + random.below(12)}` : undefined
    const draft = {
      kind,
      warehouseId: from!,
      toWarehouseId: kind === 'transfer' ? to! : null,
      reason: '试',
      lines: linesFor(kind),
      ...(day ? { day } : {}),
    }
    const id = newId()
    const receive = kind === 'transfer' && random.below(3) === 0
    if (random.below(3) > 0) {
      const view = await tried(person.stockDocuments.post({ id, version: 0, draft, receive }))
      if (view) walk.booked++
      return note(view)
    }
    await person.stockDocuments.save({ id, version: 0, draft })
    // two people post the same draft at once: one of them, or neither when stock is short
    const both = await Promise.all(
      [person, owner].map((one) => tried(one.stockDocuments.post({ id, version: 1, receive }))),
    )
    const done = both.filter((view) => view !== null)
    if (done.length === 2 && person !== owner) throw new Error('one document was posted twice')
    if (done.length > 0) walk.booked++
    else await owner.stockDocuments.void({ id, version: 1, reason: '缺货' })
    note(done[0] ?? null)
  }

  async function receiveSome(): Promise<void> {
    const travelling = [...documents.values()].filter((view) => view.status === 'in-transit')
    if (travelling.length === 0) return bookNew()
    const { id } = random.pick(travelling)
    const view = await owner.stockDocuments.get({ id })
    const lines = view.lines
      .map((line) => ({ lineNo: line.lineNo, quantity: random.below(line.quantity - line.received + 1) }))
      .filter((line) => line.quantity > 0)
    const closeShort = random.below(4) === 0
    if (lines.length === 0 && !closeShort) return
    note(
      await tried(
        random
          .pick(people)
          .stockDocuments.receive({ id, version: view.version, lines, closeShort, reason: closeShort ? '破损' : '' }),
      ),
    )
  }

  /** Takes one back whose goods nothing posted later has touched. */
  async function takeOneBack(): Promise<void> {
    const touched = new Set<string>()
    const free: string[] = []
    for (const view of [...documents.values()].reverse()) {
      if (!view.lines.some((line) => touched.has(line.productId))) free.push(view.id)
      for (const line of view.lines) touched.add(line.productId)
    }
    const id = random.pick(free)
    const { version } = await owner.stockDocuments.get({ id })
    if (await tried(owner.stockDocuments.void({ id, version, reason: '错' }))) documents.delete(id)
  }

  while (walk.booked < options.documents) {
    company.clock.advance(60_000)
    const dice = random.below(10)
    if (dice < 2) await receiveSome()
    else if (dice === 2 && options.disorder && documents.size > 0) await takeOneBack()
    else await bookNew()
  }
  walk.standing = [...documents.keys()].reverse()
  return walk
}

/** Takes back everything that stands, in the order given. */
export async function takeAllBack(company: TestCompany, standing: readonly string[]): Promise<void> {
  for (const id of standing) {
    company.clock.advance(1000)
    const { version } = await company.client.stockDocuments.get({ id })
    await company.client.stockDocuments.void({ id, version, reason: '全部作废' })
  }
}

/** Small, fast and the same everywhere (mulberry32). */
function randomOf(seed: number) {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    below,
    pick: <T>(list: readonly T[]): T => list[below(list.length)]!,
    shuffled: <T>(list: readonly T[]): T[] => {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = below(i + 1)
        ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
      }
      return copy
    },
  }
}

/** Three warehouses of two sites and five products, two of them with lots, some of it in stock. */
export async function stockWorld(company: TestCompany): Promise<{
  people: Client[]
  world: { warehouses: string[]; products: { id: string; lots: boolean }[] }
}> {
  const { client } = company
  const [first] = await client.company.warehouses()
  const near = newId()
  await client.company.saveWarehouse({ id: near, version: 0, siteId: first!.siteId, code: 'ZZ', name: '近仓' })
  const site = newId()
  await client.company.saveSite({ id: site, version: 0, code: 'FB', name: '分部' })
  const far = newId()
  await client.company.saveWarehouse({ id: far, version: 0, siteId: site, code: 'FC', name: '远仓' })
  const products = []
  for (let i = 0; i < 5; i++) {
    const lots = i >= 3
    const { id } = await client.products.create({
      id: newId(),
      name: `商品${i}`,
      baseUnit: '袋',
      packs: [{ unit: '吨', factor: 40_000 }],
      purchasePrice: 100_000 * (i + 1) + i,
      shelfLifeDays: lots ? 365 : null,
      lotTracked: lots,
      openingStock: lots || i === 2 ? [] : [{ warehouseId: first!.id, quantity: 20_000 + i * 777 }],
    })
    products.push({ id, lots })
  }
  const people = [client, await company.as('warehouse'), await company.as('purchaser')]
  return { people, world: { warehouses: [first!.id, near, far], products } }
}
