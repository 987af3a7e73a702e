import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { NoteDelivery } from '../../../../shared/contract/delivery.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { carrierOf, pauseAfter, type CarrierEvent } from '../../../../shared/domain/delivery/carriers.ts'
import { milestoneAfter } from '../../../../shared/domain/delivery/logistics.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext, QueryContext, TaskContext } from '../../rpc/context.ts'
import { noteEvent, setSigned } from '../shipments/logistics.service.ts'
import { noteRecord } from '../shipments/shipment-store.ts'
import { kuaidi100, KUAIDI100_URL, type TrackingAnswer } from './kuaidi100.ts'
import { note as noteDelivery } from './note.queries.ts'

/**
 * Asks the carrier what happened to a note. The question is claimed first: whoever comes within half an hour, from any
 * window, gets what is known. The network is used outside every unit of work; failures make the pauses longer.
 * @throws NOT_FOUND, RULE WAYBILL_REQUIRED, PHONE_REQUIRED
 */
export async function track(ctx: TaskContext, input: Requests['delivery']['track']): Promise<NoteDelivery> {
  const before = await noteDelivery(ctx, input)
  const account = await ctx.db.selectFrom('tracking_account').select(['customer', 'url']).executeTakeFirst()
  const secret = keptSecret(ctx)
  if (!account || !secret || !before.trackable) throw ruleError('WAYBILL_REQUIRED', { field: 'waybill' })
  const { carrier, waybill } = before
  const phone = await phoneOf(ctx, input.shipmentId)
  if (carrierOf(carrier)?.needsPhone && phone === '') throw ruleError('PHONE_REQUIRED', { field: 'phone' })
  const mine = await ctx.unit((unit) => claimQuestion(unit, carrier, waybill), { command: 'delivery.track' })
  if (!mine) return noteDelivery(ctx, input)
  const answer = await kuaidi100({ ...account, secret }).track(carrier, waybill, phone, ctx.signal)
  await ctx.unit((unit) => takeAnswer(unit, { carrier, waybill }, answer), {
    command: 'delivery.track',
  })
  return noteDelivery(ctx, input)
}

/** Digits of the receiver's telephone. */
async function phoneOf(ctx: QueryContext, shipmentId: string): Promise<string> {
  const row = await ctx.db
    .selectFrom('shipment as s')
    .innerJoin('sales_order as o', 'o.id', 's.order_id')
    .select('o.phone')
    .where('s.id', '=', shipmentId)
    .executeTakeFirst()
  return (row?.phone ?? '').replace(/\D/g, '')
}

/** One conditional write decides who asks: before `next_at` nobody does. */
async function claimQuestion(ctx: CommandContext, carrier: string, waybill: string): Promise<boolean> {
  const next_at = minutesLater(ctx.now, pauseAfter(0))
  const asked = await ctx.db
    .insertInto('tracking_query')
    .values({ carrier, waybill, asked_at: ctx.at, next_at })
    .onConflict((oc) =>
      oc
        .columns(['carrier', 'waybill'])
        .doUpdateSet({ asked_at: ctx.at, next_at })
        .where('tracking_query.next_at', '<=', ctx.at),
    )
    .returning('asked_at')
    .executeTakeFirst()
  return asked !== undefined
}

async function takeAnswer(
  ctx: CommandContext,
  question: { carrier: string; waybill: string },
  answer: TrackingAnswer,
): Promise<void> {
  const { carrier, waybill } = question
  const row = await ctx.db
    .selectFrom('tracking_query')
    .select('failures')
    .where('carrier', '=', carrier)
    .where('waybill', '=', waybill)
    .executeTakeFirstOrThrow()
  const problem = 'problem' in answer ? answer.problem : ''
  // nothing known yet is an answer: the parcel has only just been handed over
  const failures = problem === '' || problem === 'nothing-yet' ? 0 : row.failures + 1
  await ctx.db
    .updateTable('tracking_query')
    .set({ failures, problem, next_at: minutesLater(ctx.now, pauseAfter(failures)) })
    .where('carrier', '=', carrier)
    .where('waybill', '=', waybill)
    .execute()
  if (!('events' in answer)) return
  // one parcel may hold the goods of several notes
  const notes = await ctx.db
    .selectFrom('shipment')
    .select('id')
    .where('waybill', '=', waybill)
    .where('waybill', '<>', sql.lit(''))
    .where('carrier', '=', carrier)
    .where('status', '=', 'posted')
    .execute()
  for (const { id } of notes) for (const event of answer.events) await tell(ctx, id, event)
}

/** Writes a carrier's event down unless it was told before. Its time says where it stands; it moves nothing back. */
async function tell(ctx: CommandContext, shipmentId: string, event: CarrierEvent): Promise<void> {
  const key = createHash('sha256').update(`${event.at} ${event.text}`).digest('base64url')
  const known = await ctx.db
    .selectFrom('shipment_event')
    .select('id')
    .where('shipment_id', '=', shipmentId)
    .where('source_key', '=', key)
    .executeTakeFirst()
  if (known) return
  const note = await noteRecord(ctx, shipmentId)
  const after = milestoneAfter(note.logistics, event.kind)
  await noteEvent(ctx, note, { ...event, remark: event.text, source: 'carrier', key })
  if (after === 'signed' && note.logistics !== 'signed') await setSigned(ctx, shipmentId, 'all')
  if (after === 'refused' && note.logistics !== 'refused') await setSigned(ctx, shipmentId, 'nothing')
}

const minutesLater = (now: Date, minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString()

/** The name the key is kept under. */
const SECRET = 'tracking.kuaidi100'
const keptSecret = (ctx: Pick<QueryContext, 'company'>) => ctx.company.secrets.read(SECRET)?.['key']

/** Whether a tracking service is set up; its key stays here. */
export async function account(ctx: Pick<QueryContext, 'db'>): Promise<Outputs['delivery']['account']> {
  const row = await ctx.db.selectFrom('tracking_account').select(['customer', 'url']).executeTakeFirst()
  return { configured: row !== undefined, customer: row?.customer ?? '', url: row?.url ?? KUAIDI100_URL }
}

/**
 * Sets, changes or (empty customer) removes the account with 快递100.
 * @throws RULE SECRET_REQUIRED (new account without key), ADDRESS_NOT_SECURE (neither https nor this machine)
 */
export async function setAccount(
  ctx: CommandContext,
  input: Requests['delivery']['setAccount'],
): Promise<Outputs['delivery']['account']> {
  if (input.customer === '') {
    await ctx.db.deleteFrom('tracking_account').execute()
    ctx.company.secrets.write(SECRET, {})
    return account(ctx)
  }
  const before = await ctx.db.selectFrom('tracking_account').selectAll().executeTakeFirst()
  if (!input.secret && !(before && keptSecret(ctx))) throw ruleError('SECRET_REQUIRED', { field: 'secret' })
  const url = input.url ?? before?.url ?? KUAIDI100_URL
  const { protocol, hostname } = new URL(url)
  const own = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  if (protocol !== 'https:' && !(protocol === 'http:' && own)) throw ruleError('ADDRESS_NOT_SECURE', { field: 'url' })
  // a key given for one address goes to no other
  if (before && url !== before.url && !input.secret) throw ruleError('SECRET_REQUIRED', { field: 'secret' })
  if (input.secret) ctx.company.secrets.write(SECRET, { key: input.secret })
  const values = { provider: 'kuaidi100' as const, customer: input.customer, url }
  await ctx.db
    .insertInto('tracking_account')
    .values(values)
    .onConflict((oc) => oc.column('provider').doUpdateSet(values))
    .execute()
  return account(ctx)
}
