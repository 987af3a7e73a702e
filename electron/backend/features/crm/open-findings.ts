import { timeAt, type Day } from '../../../../shared/day.ts'
import type { ReminderRow } from '../../../../shared/contract/crm.ts'
import { FOUND_KINDS, type FoundKind } from '../../../../shared/domain/crm/findings.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import { findingId, findingsOfToday } from './findings.ts'
import { lookAgain, type Finding } from './findings-run.ts'

/** Findings that are looked at again before they are shown; of more than these the hour's are shown. */
const MOST_LOOKED_AT = 300

/** Something found that is to be done now, and what is kept of it. */
export interface OpenFinding {
  finding: Finding
  /** The kept reminder's, else the one it would get. */
  id: string
  version: number
  personId: string | null
  day: Day
  time: string
  note: string
}

/** What the program found for a person that nobody has done or put off, as it is now. */
export async function openFindings(
  ctx: QueryContext,
  filter: { personId?: string | null | undefined; customerId?: string | undefined },
): Promise<OpenFinding[]> {
  const kinds = kindsFor(ctx)
  if (kinds.size === 0) return []
  const all = (await findingsOfToday(ctx)).filter(
    (f) => kinds.has(f.kind) && (filter.customerId === undefined || f.customerId === filter.customerId),
  )
  const mine = await open(ctx, all, filter)
  if (mine.length > MOST_LOOKED_AT) return mine
  const fresh = await lookAgain(
    ctx.db,
    ctx.today,
    mine.map((one) => one.finding),
  )
  const wanted = new Set(mine.map((one) => keyOf(one.finding)))
  // what changed since may be about something else now, which may have been dealt with
  return open(
    ctx,
    fresh.filter((f) => wanted.has(keyOf(f))),
    filter,
  )
}

/** The rows of a list for findings, with the names of now. */
export async function rowsOfFindings(ctx: QueryContext, findings: readonly OpenFinding[]): Promise<ReminderRow[]> {
  if (findings.length === 0) return []
  const customers = await ctx.db
    .selectFrom('customer')
    .select(['id', 'code', 'name'])
    .where(
      inIds(
        'id',
        findings.map((f) => f.finding.customerId),
      ),
    )
    .execute()
  const products = await ctx.db
    .selectFrom('product')
    .select(['id', 'name', 'spec', 'base_unit as baseUnit'])
    .where(
      inIds(
        'id',
        findings.flatMap((f) => f.finding.productId ?? []),
      ),
    )
    .execute()
  const people = await ctx.db
    .selectFrom('user_account')
    .select(['id', 'name'])
    .where(
      inIds(
        'id',
        findings.flatMap((f) => f.personId ?? []),
      ),
    )
    .execute()
  const hidden = ctx.user.mask.includes('sale')
  return findings.map(({ finding, id, version, personId, day, time, note }) => ({
    id,
    version,
    day,
    time,
    note,
    kind: finding.kind,
    customer: customers.find((c) => c.id === finding.customerId) ?? null,
    product: products.find((p) => p.id === finding.productId) ?? null,
    episode: finding.episode,
    person: people.find((p) => p.id === personId) ?? null,
    dueDay: finding.day,
    repeat: 'none',
    state: 'open',
    result: '',
    doneBy: '',
    doneDay: null,
    facts: { ...finding.facts, amount: hidden ? null : finding.facts.amount },
  }))
}

/** What the user is reminded of: only of what the user may see, and may do something about. */
function kindsFor(ctx: QueryContext): Set<FoundKind> {
  const may = (right: string) => ctx.user.rights.includes(right)
  if (!may('customers.edit')) return new Set()
  return new Set(
    FOUND_KINDS.filter((kind) => {
      if (kind === 'due' || kind === 'overdue') return may('settlement.view')
      if (kind === 'contract-price') return !ctx.user.mask.includes('sale')
      return may(kind === 'rhythm' ? 'orders.view' : 'stock.view')
    }),
  )
}

/**
 * Findings that are the person's and open now. A kept open reminder about the same customer and goods stands for what is
 * found, with its own day and person; one done about the same episode closes it.
 */
async function open(
  ctx: QueryContext,
  findings: readonly Finding[],
  { personId }: { personId?: string | null | undefined },
): Promise<OpenFinding[]> {
  if (findings.length === 0) return []
  const ids = [...new Set(findings.map((f) => f.customerId))]
  const owners = new Map(
    (
      await ctx.db
        .selectFrom('customer as c')
        .innerJoin('user_account as u', 'u.id', 'c.sales_person_id')
        .select(['c.id', 'u.id as personId'])
        .where(inIds('c.id', ids))
        .where('u.status', '=', 'active')
        .execute()
    ).map((c) => [c.id, c.personId]),
  )
  const kept = await ctx.db
    .selectFrom('reminder')
    .select([
      'id',
      'version',
      'kind',
      'customer_id',
      'product_id',
      'episode',
      'person_id',
      'day',
      'time',
      'note',
      'state',
    ])
    .where(inIds('customer_id', ids))
    .where('kind', 'in', FOUND_KINDS)
    .execute()
  const waiting = new Map<string, (typeof kept)[number]>()
  const done = new Set<string>()
  for (const row of kept) {
    const key = [row.kind, row.customer_id, row.product_id].join('|')
    if (row.state === 'open') waiting.set(key, row)
    else done.add(`${key}|${row.episode}`)
  }
  const everybody = ctx.user.scope === 'all' && personId === null
  const whose = ctx.user.scope === 'own' || personId === undefined ? ctx.user.id : personId
  const now = timeAt(ctx.now, ctx.info.timeZone)
  return findings.flatMap((finding): OpenFinding[] => {
    const key = keyOf(finding)
    const row = waiting.get(key)
    const owner = row?.person_id ?? owners.get(finding.customerId) ?? null
    // customers whom nobody who signs in looks after are everybody's who sees all
    const forMe = owner === whose || (owner === null && whose === ctx.user.id && ctx.user.scope === 'all')
    if (!everybody && !forMe) return []
    if (row ? `${row.day} ${row.time}` > `${ctx.today} ${now}` : done.has(`${key}|${finding.episode}`)) return []
    return [
      {
        finding,
        id: row?.id ?? findingId(finding),
        version: row?.version ?? 0,
        personId: owner,
        day: row?.day ?? finding.day,
        time: row?.time ?? '',
        note: row?.note ?? '',
      },
    ]
  })
}

const keyOf = ({ kind, customerId, productId }: Finding): string => [kind, customerId, productId].join('|')
