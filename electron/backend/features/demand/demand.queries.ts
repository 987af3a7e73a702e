import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import { remainingLife } from '../../../../shared/domain/inventory/fefo.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { segmentMembers } from '../customers/segments.ts'
import type { PushInput, SavedSegment } from './demand.jobs.ts'
import { reachOf } from './reach.ts'

/** `demand.segments`: what a segment buys beside all customers. */
export async function segments(
  ctx: QueryContext,
  input: Requests['demand']['segments'],
): Promise<Outputs['demand']['segments']> {
  const answer = await ctx.company.analytics.ask(
    'demandSegments',
    { ...input, today: ctx.today, personId: ownId(ctx), saved: input.dimension === 'saved' ? await saved(ctx) : [] },
    { signal: ctx.signal },
  )
  if (!ctx.user.mask.includes('sale')) return answer
  return {
    ...answer,
    amount: null,
    amountOfAll: null,
    segments: answer.segments.map((segment) => ({ ...segment, amount: null })),
    rows: answer.rows.map((row) => ({ ...row, amount: null })),
  }
}

/** `demand.together`: rules of what is bought together. @throws CANCELLED, NOT_FOUND */
export async function together(
  ctx: QueryContext,
  input: Requests['demand']['together'],
): Promise<Outputs['demand']['together']> {
  const members = await membersOf(ctx, input.segmentId)
  const question = { ...input, today: ctx.today, personId: ownId(ctx), members }
  return ctx.company.analytics.ask('demandTogether', question, { signal: ctx.signal })
}

/** `demand.calls`: who is to be called today, with how to reach them. */
export async function calls(
  ctx: QueryContext,
  input: Requests['demand']['calls'],
): Promise<Outputs['demand']['calls']> {
  const answer = await ctx.company.analytics.ask(
    'demandCalls',
    {
      ...input,
      today: ctx.today,
      personId: ownId(ctx) ?? input.personId,
      members: await membersOf(ctx, input.segmentId),
      walkIns: await walkIns(ctx),
    },
    { signal: ctx.signal },
  )
  const reach = await reachOf(
    ctx,
    answer.rows.map(({ customerId }) => customerId),
  )
  const hidden = ctx.user.mask.includes('sale')
  return {
    ...answer,
    expectedAmount: hidden ? null : answer.expectedAmount,
    rows: answer.rows.map((row) => {
      const its = reach(row.customerId)
      const calledToday = its.lastContact !== null && its.lastContact.day === ctx.today
      return { ...row, ...its, calledToday, ...(hidden ? { usualAmount: null, expectedAmount: null } : {}) }
    }),
  }
}

/** `demand.basket`: what one customer is expected to take next. @throws NOT_FOUND */
export async function basket(
  ctx: QueryContext,
  input: Requests['demand']['basket'],
): Promise<Outputs['demand']['basket']> {
  let customer = ctx.db.selectFrom('customer').select('id').where('id', '=', input.customerId)
  if (ctx.user.scope === 'own') customer = customer.where('sales_person_id', '=', ctx.user.id)
  found(await customer.executeTakeFirst(), 'customer', input.customerId)
  const answer = await ctx.company.analytics.ask(
    'demandBasket',
    { ...input, today: ctx.today, walkIns: await walkIns(ctx) },
    { signal: ctx.signal },
  )
  if (!ctx.user.mask.includes('sale')) return answer
  return { ...answer, lines: answer.lines.map((line) => ({ ...line, amount: null })) }
}

/** `demand.push`: lots that will not sell out in time. */
export async function push(ctx: QueryContext, input: Requests['demand']['push']): Promise<Outputs['demand']['push']> {
  const lots = await expiringLots(ctx, { until: addDays(ctx.today, input.withinDays) })
  const answer = await ctx.company.analytics.ask(
    'demandPush',
    { ...input, ...(await pushInput(ctx, lots)) },
    {
      signal: ctx.signal,
    },
  )
  const numbers = new Map(lots.map(({ id, number }) => [id, number]))
  const sale = ctx.user.mask.includes('sale')
  const purchase = ctx.user.mask.includes('purchase')
  const hidden = {
    ...(sale ? { usualPrice: null, suggestedPrice: null } : {}),
    ...(purchase ? { loss: null } : {}),
    ...(sale || purchase ? { lossAvoided: null, belowCost: null } : {}),
  }
  return {
    ...answer,
    unsoldLoss: purchase ? null : answer.unsoldLoss,
    lossAvoided: sale || purchase ? null : answer.lossAvoided,
    rows: answer.rows.map(({ customers, ...row }) => ({
      ...row,
      customers,
      lot: numbers.get(row.lotId) ?? '',
      ...hidden,
    })),
  }
}

/** `demand.lotCustomers`: who might take a lot. @throws NOT_FOUND */
export async function lotCustomers(
  ctx: QueryContext,
  input: Requests['demand']['lotCustomers'],
): Promise<Outputs['demand']['lotCustomers']> {
  const [lot] = await expiringLots(ctx, { id: input.lotId })
  const answer = await ctx.company.analytics.ask(
    'demandLotCustomers',
    { limit: input.limit, ...(await pushInput(ctx, [found(lot, 'lot', input.lotId)])) },
    { signal: ctx.signal },
  )
  const reach = await reachOf(
    ctx,
    answer.rows.map(({ customerId }) => customerId),
  )
  const hidden = ctx.user.mask.includes('sale')
  return {
    ...answer,
    rows: answer.rows.map((row) => ({ ...row, ...reach(row.customerId), ...(hidden ? { price: null } : {}) })),
  }
}

/** `demand.backTest`: what the forecasts would have been worth, with one's own customers where the role says so. @throws CANCELLED */
export async function backTest(ctx: QueryContext): Promise<Outputs['demand']['backTest']> {
  const input = { today: ctx.today, personId: ownId(ctx), walkIns: await walkIns(ctx) }
  return ctx.company.analytics.ask('demandBackTest', input, { signal: ctx.signal })
}

/** Ids of the customers of a saved segment; null: all. @throws NOT_FOUND */
const membersOf = async (ctx: QueryContext, segmentId: string | null): Promise<string[] | null> =>
  segmentId === null ? null : segmentMembers(ctx, segmentId)

/** Every saved segment with the ids of its customers. */
async function saved(ctx: QueryContext): Promise<SavedSegment[]> {
  const found: SavedSegment[] = []
  for (const { id, name } of await ctx.db.selectFrom('segment').select(['id', 'name']).execute())
    found.push({ id, name, members: await segmentMembers(ctx, id) })
  return found
}

const ownId = (ctx: QueryContext): string | null => (ctx.user.scope === 'own' ? ctx.user.id : null)

/** Walk-in customers are nobody in particular: they have no rhythm. */
async function walkIns(ctx: QueryContext): Promise<string[]> {
  const rows = await ctx.db.selectFrom('customer').select('id').where('walk_in', '=', 1).execute()
  return rows.map(({ id }) => id)
}

interface LotStock {
  id: string
  number: string
  productId: string
  siteId: string
  free: number
  productionDay: Day | null
  expiryDay: Day
  shelfLifeDays: number | null
  /** Of the product at the site: thousandths, and 1/10000 yuan. */
  quantity: number | null
  value: number | null
}

/** Lots of which something is free in warehouses that sell, by site. */
async function expiringLots(ctx: QueryContext, which: { until: Day } | { id: string }): Promise<LotStock[]> {
  const only = 'id' in which ? sql`l.id = ${which.id}` : sql`l.expiry_day <= ${which.until}`
  const { rows } = await sql<LotStock>`
    select l.id, l.number, b.product_id as "productId", w.site_id as "siteId", sum(b.on_hand - b.reserved) as free,
      l.production_day as "productionDay", l.expiry_day as "expiryDay", p.shelf_life_days as "shelfLifeDays",
      v.quantity, v.value
    from stock_lot_balance b join stock_lot l on l.id = b.lot_id join product p on p.id = b.product_id
      join warehouse w on w.id = b.warehouse_id
      left join stock_value v on v.product_id = b.product_id and v.site_id = w.site_id
    where ${only} and l.expiry_day > ${ctx.today} and l.frozen = 0 and b.on_hand > b.reserved
      and w.kind = 'stock' and w.archived = 0
    group by l.id, w.site_id order by l.expiry_day, l.id`.execute(ctx.db)
  return rows
}

async function pushInput(ctx: QueryContext, lots: readonly LotStock[]): Promise<PushInput & PushScope> {
  const choosy = await ctx.db.selectFrom('customer').select(['id', 'min_life']).where('min_life', '>', 0).execute()
  return {
    today: ctx.today,
    personId: ownId(ctx),
    walkIns: await walkIns(ctx),
    minLife: Object.fromEntries(choosy.map(({ id, min_life }) => [id, min_life])),
    lots: lots.map((lot) => {
      const { id, productId, siteId, free, expiryDay, shelfLifeDays, quantity, value } = lot
      const cost = quantity !== null && value !== null && quantity > 0 ? (value * 1000) / quantity : null
      return { id, productId, siteId, free, expiryDay, life: remainingLife(lot, ctx.today, shelfLifeDays), cost }
    }),
  }
}
interface PushScope {
  today: Day
  personId: string | null
}
