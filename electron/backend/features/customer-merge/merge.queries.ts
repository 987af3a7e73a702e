import { sql } from 'kysely'
import type { DuplicatePair, MergeRecord } from '../../../../shared/contract/customer-file.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { CandidatePair } from '../../../../shared/domain/customers/duplicates.ts'
import type { Moved } from '../../db/repoint.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import type { TakenOver } from '../customers/take-over.service.ts'
import { inIds } from '../search/find.ts'
import type { DuplicateJobs } from './duplicates.worker.ts'

const worker = workerOf<DuplicateJobs>(new URL('./duplicates.worker.ts', import.meta.url))

/** Pairs shown at once: more than a person looks through in a day. */
const MOST_PAIRS = 300

/** `customerMerge.pairs`: looked for on a thread; a user who sees only own customers gets pairs of own customers. */
export async function pairs(ctx: QueryContext): Promise<Outputs['customerMerge']['pairs']> {
  const all = await worker('pairs', { file: ctx.company.file }, { signal: ctx.signal })
  const own = ctx.user.scope === 'own' ? await ownIds(ctx) : null
  const seen = own ? all.filter(({ oneId, otherId }) => own.has(oneId) && own.has(otherId)) : all
  const shown = seen.slice(0, MOST_PAIRS)
  const sides = await sidesOf(ctx, shown)
  return {
    total: seen.length,
    pairs: shown.flatMap(({ oneId, otherId, reasons }) => {
      const one = sides.get(oneId)
      const other = sides.get(otherId)
      return one && other ? [{ one, other, reasons }] : []
    }),
  }
}

async function ownIds(ctx: QueryContext): Promise<Set<string>> {
  const rows = await ctx.db.selectFrom('customer').select('id').where('sales_person_id', '=', ctx.user.id).execute()
  return new Set(rows.map((row) => row.id))
}

/** What tells the two of a pair apart. */
async function sidesOf(ctx: QueryContext, shown: readonly CandidatePair[]): Promise<Map<string, DuplicatePair['one']>> {
  const ids = [...new Set(shown.flatMap(({ oneId, otherId }) => [oneId, otherId]))]
  const rows = await ctx.db
    .selectFrom('customer as c')
    .leftJoin('customer_contact as k', (join) => join.onRef('k.customer_id', '=', 'c.id').on('k.no', '=', 1))
    .leftJoin('customer_address as a', (join) => join.onRef('a.customer_id', '=', 'c.id').on('a.no', '=', 1))
    .leftJoin('user_account as u', 'u.id', 'c.sales_person_id')
    .leftJoin('receivable_balance as b', 'b.customer_id', 'c.id')
    .select(['c.id', 'c.code', 'c.name', 'k.name as contact', 'k.mobile', 'k.phone', 'a.address', 'c.tax_id as taxId'])
    .select(['u.name as salesPerson', 'b.balance', 'c.status'])
    .select([
      sql<number>`(select count(*) from sales_order o where o.customer_id = c.id)`.as('orders'),
      sql<string | null>`(select max(o.day) from sales_order o where o.customer_id = c.id)`.as('lastOrderDay'),
    ])
    .where(inIds('c.id', ids))
    .execute()
  return new Map(
    rows.map(({ phone, ...row }) => [
      row.id,
      {
        ...row,
        contact: row.contact ?? '',
        mobile: row.mobile || phone || '',
        address: row.address ?? '',
        salesPerson: row.salesPerson ?? '',
        balance: row.balance ?? 0,
      },
    ]),
  )
}

/** What a merge noted, to be taken apart by. */
export interface MergeNotes {
  rows: Moved
  /** Entries by which open items left the loser's account. */
  entries: string[]
  file: TakenOver
}

const DOCUMENTS = ['sales_order', 'shipment', 'sales_return', 'money_document', 'online_payment', 'order_plan'] as const

/** `customerMerge.list` */
export async function list(
  ctx: QueryContext,
  { limit }: Requests['customerMerge']['list'],
): Promise<Outputs['customerMerge']['list']> {
  let rows = records(ctx).orderBy('m.created_at', 'desc').orderBy('m.id', 'desc').limit(limit)
  if (ctx.user.scope === 'own') rows = rows.where('w.sales_person_id', '=', ctx.user.id)
  return (await rows.execute()).map(toRecord)
}

/** @throws NOT_FOUND */
export async function record(ctx: Pick<QueryContext, 'db'>, id: string): Promise<MergeRecord> {
  return toRecord(found(await records(ctx).where('m.id', '=', id).executeTakeFirst(), 'customer_merge', id))
}

const records = ({ db }: Pick<QueryContext, 'db'>) =>
  db
    .selectFrom('customer_merge as m')
    .innerJoin('customer as w', 'w.id', 'm.winner_id')
    .innerJoin('customer as l', 'l.id', 'm.loser_id')
    .innerJoin('user_account as u', 'u.id', 'm.created_by')
    .select([
      'm.id',
      'm.balance',
      'm.moved',
      'u.name as by',
      'm.created_at as at',
      'm.undone_at as undoneAt',
      'm.version',
    ])
    .select(['w.id as winnerId', 'w.code as winnerCode', 'w.name as winnerName'])
    .select(['l.id as loserId', 'l.code as loserCode', 'l.name as loserName'])

type Row = Awaited<ReturnType<ReturnType<typeof records>['execute']>>[number]

function toRecord(row: Row): MergeRecord {
  const { rows } = JSON.parse(row.moved) as MergeNotes
  const { id, balance, by, at, undoneAt, version } = row
  return {
    id,
    winner: { id: row.winnerId, code: row.winnerCode, name: row.winnerName },
    loser: { id: row.loserId, code: row.loserCode, name: row.loserName },
    balance,
    documents: DOCUMENTS.reduce((sum, table) => sum + (rows[table]?.length ?? 0), 0),
    by,
    at,
    undoneAt,
    version,
  }
}
