import { sql } from 'kysely'
import type { PoolRow, PoolSettings, PoolSoonRow } from '../../../../shared/contract/leads.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import { poolDeadline, type PoolReason } from '../../../../shared/domain/leads/pool.ts'
import type { Db } from '../../db/dialect.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'

const OFF: PoolSettings = { enabled: false, contactExpireDays: 30, dealExpireDays: 90, notifyDays: 7, version: 0 }

/** The rules of the pool; version 0: never set. */
export async function settings(ctx: Pick<QueryContext, 'db'>): Promise<PoolSettings> {
  const row = await poolRules(ctx.db)
  if (!row) return OFF
  const { enabled, contactExpireDays, dealExpireDays, notifyDays, version } = row
  return { enabled: enabled === 1, contactExpireDays, dealExpireDays, notifyDays, version }
}

/** The rules as they are kept, or undefined. */
export const poolRules = (db: Db) =>
  db
    .selectFrom('pool_setting')
    .select(['enabled', 'contact_days as contactExpireDays', 'deal_days as dealExpireDays'])
    .select(['notify_days as notifyDays', 'enabled_day as enabledDay', 'locale', 'set_by as setBy', 'version'])
    .executeTakeFirst()

/** One page of the customers nobody looks after, by code; empty while the pool is off. */
export async function list(ctx: QueryContext, input: Requests['pool']['list']): Promise<Outputs['pool']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  if (!(await settings(ctx)).enabled) return { rows: [], next: null }
  let query = customersOf(ctx.db)
    .where('c.sales_person_id', 'is', null)
    .leftJoin('pool_event as e', (join) =>
      join.on(
        'e.id',
        '=',
        sql<string>`(select max(x.id) from pool_event x where x.customer_id = c.id and x.kind in ('recycled', 'released'))`,
      ),
    )
    .leftJoin('user_account as f', 'f.id', 'e.from_id')
    .select(['e.kind', 'e.note', 'e.day as since', 'f.name as from'])
    .orderBy('c.code')
    .orderBy('c.id')
    .limit(input.limit + 1)
  if (input.search) {
    const text = input.search
    query = query.where(sql<boolean>`(instr(c.name, ${text}) > 0 or instr(c.code, ${text}) > 0)`)
  }
  if (after) query = query.where(sql<boolean>`(c.code, c.id) > (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    ({ region, note, from, ...row }): PoolRow => ({ ...row, region: region ?? '', note: note ?? '', from: from ?? '' }),
    (row) => [row.code, row.id],
  )
}

/** Customers whose time with their person is over within the days of notice, the first first. */
export async function soon(ctx: QueryContext): Promise<PoolSoonRow[]> {
  const rules = await settings(ctx)
  if (!rules.enabled) return []
  const rows = await dueCustomers(ctx.db, addDays(ctx.today, rules.notifyDays))
  return rows
    .filter(({ personId }) => ctx.user.scope === 'all' || personId === ctx.user.id)
    .slice(0, 500)
    .map(({ personId: _person, since: _since, ...row }) => row)
}

/** What happened to a customer in and out of the pool, the newest first. @throws NOT_FOUND */
export async function history(
  ctx: QueryContext,
  { customerId }: Requests['pool']['history'],
): Promise<Outputs['pool']['history']> {
  let customer = ctx.db.selectFrom('customer').select('id').where('id', '=', customerId)
  if (ctx.user.scope === 'own') {
    customer = customer.where((eb) =>
      eb.or([eb('sales_person_id', '=', ctx.user.id), eb('sales_person_id', 'is', null)]),
    )
  }
  found(await customer.executeTakeFirst(), 'customer', customerId)
  const rows = await ctx.db
    .selectFrom('pool_event as e')
    .innerJoin('user_account as u', 'u.id', 'e.user_id')
    .leftJoin('user_account as f', 'f.id', 'e.from_id')
    .leftJoin('user_account as t', 't.id', 'e.to_id')
    .select(['e.id', 'e.kind', 'e.day', 'f.name as from', 't.name as to', 'e.note', 'u.name as user', 'e.at'])
    .where('e.customer_id', '=', customerId)
    .orderBy('e.id', 'desc')
    .execute()
  return rows.map(({ from, to, ...row }) => ({ ...row, from: from ?? '', to: to ?? '' }))
}

export interface DueCustomer extends PoolSoonRow {
  personId: string
  /** The day the rule counts from. */
  since: Day
}

/**
 * Customers with a person whose time is over on a day or before it. One read over the customers that have one.
 * @param ids only of these
 */
export async function dueCustomers(db: Db, until: Day, ids?: readonly string[]): Promise<DueCustomer[]> {
  const rules = await poolRules(db)
  if (!rules) return []
  const customers = customersOf(db)
  const rows = await (ids ? customers.where(inIds('c.id', ids)) : customers)
    .innerJoin('user_account as u', 'u.id', 'c.sales_person_id')
    .select(['u.id as personId', 'u.name as person', 'c.created_at'])
    .select(
      sql<Day | null>`(select max(e.day) from pool_event e where e.customer_id = c.id
        and e.kind in ('claimed', 'assigned'))`.as('given'),
    )
    .execute()
  return rows
    .flatMap(({ given, created_at: createdAt, region, ...row }) => {
      const ownedSince = given ?? createdAt.slice(0, 10)
      const end = poolDeadline({ ownedSince, lastContact: row.lastContact, lastDeal: row.lastDeal }, rules)
      if (!end || end.day > until) return []
      const reason: PoolReason = end.reason
      return { ...row, region: region ?? '', until: end.day, reason, since: end.since }
    })
    .sort((a, b) => (a.until === b.until ? (a.code < b.code ? -1 : 1) : a.until < b.until ? -1 : 1))
}

/** Customers in use with their last contact and last order that counts. */
const customersOf = (db: Db) =>
  db
    .selectFrom('customer as c')
    .leftJoin('tree_node as r', 'r.id', 'c.region_id')
    .select(['c.id', 'c.code', 'c.name', 'c.grade', 'r.name as region'])
    .select(
      sql<Day | null>`(select o.day from sales_order o where o.customer_id = c.id and o.review in ('auto', 'approved')
        and o.closed <> 'void' order by o.day desc limit 1)`.as('lastDeal'),
    )
    .select(sql<Day | null>`(select max(a.day) from activity a where a.customer_id = c.id)`.as('lastContact'))
    .where('c.status', '=', 'active')
    .where('c.walk_in', '=', 0)
