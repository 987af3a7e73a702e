import type { LeadFields, LeadStage, LeadView } from '../../../../shared/contract/leads.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { LEAD_CONTACTS } from '../../../../shared/domain/leads/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { log } from '../crm/activities.service.ts'
import { ownCustomer } from '../crm/own-customer.ts'
import { createReminder } from '../crm/reminders.service.ts'
import { create as createCustomer } from '../customers/customers.service.ts'
import { changeLead, leadRecord, noteLead, openLead, type LeadRecord } from './lead-store.ts'
import { get, stages } from './leads.queries.ts'

/** Writes a lead down. The same id again returns what is there. @throws NOT_FOUND stage or person */
export async function create(ctx: CommandContext, input: Requests['leads']['create']): Promise<LeadView> {
  const existing = await ctx.db.selectFrom('lead').select('id').where('id', '=', input.id).executeTakeFirst()
  if (existing) return get(ctx, { id: input.id })
  const known = await stages(ctx)
  const stage = input.stageId === undefined ? known[0] : known.find(({ id }) => id === input.stageId)
  const stageId = found(stage, 'leadStage', input.stageId ?? '').id
  await ctx.db
    .insertInto('lead')
    .values({
      id: input.id,
      ...(await columnsOf(ctx, input)),
      stage_id: stageId,
      created_by: ctx.user.id,
      created_at: ctx.at,
      updated_at: ctx.at,
    })
    .execute()
  await noteLead(ctx, input.id, 'created', { toId: stageId })
  return get(ctx, { id: input.id })
}

/** Changes what is known of an open lead. @throws CONFLICT, WRONG_STATE, NOT_FOUND */
export async function update(ctx: CommandContext, input: Requests['leads']['update']): Promise<LeadView> {
  const lead = await openLead(ctx, input, 'update')
  const columns = await columnsOf(ctx, input)
  await changeLead(ctx, lead, columns)
  if (columns.owner_id !== lead.owner_id) await noteLead(ctx, lead.id, 'owner', { toId: columns.owner_id })
  return get(ctx, { id: lead.id })
}

/** Moves a lead to another stage, back and forth as it goes. @throws CONFLICT, WRONG_STATE, NOT_FOUND */
export async function move(ctx: CommandContext, input: Requests['leads']['move']): Promise<LeadView> {
  const lead = await openLead(ctx, input, 'move')
  const stage = (await stages(ctx)).find(({ id }) => id === input.stageId)
  const { id: stageId } = found(stage, 'leadStage', input.stageId)
  if (stageId !== lead.stage_id) {
    await changeLead(ctx, lead, { stage_id: stageId })
    await noteLead(ctx, lead.id, 'stage', { toId: stageId })
  }
  return get(ctx, { id: lead.id })
}

/** Notes that somebody was talked to, and when next. @throws NOT_FOUND, WRONG_STATE, RULE DAY_IN_FUTURE */
export async function contact(ctx: CommandContext, input: Requests['leads']['contact']): Promise<LeadView> {
  const { id, leadId, kind, day = ctx.today, note, nextDay } = input
  const lead = await leadRecord(ctx, leadId)
  const there = await ctx.db.selectFrom('lead_event').select('id').where('id', '=', id).executeTakeFirst()
  if (there) return get(ctx, { id: leadId })
  await openLead(ctx, lead, 'contact')
  if (day > ctx.today) throw ruleError('DAY_IN_FUTURE', { field: 'day' })
  await changeLead(ctx, lead, { next_day: nextDay })
  await noteLead(ctx, leadId, kind, { id, day, note })
  return get(ctx, { id: leadId })
}

/** Gives a lead up, with the reason. @throws CONFLICT, WRONG_STATE */
export async function lose(ctx: CommandContext, input: Requests['leads']['lose']): Promise<LeadView> {
  const lead = await openLead(ctx, input, 'lose')
  await changeLead(ctx, lead, { state: 'lost', lost_reason: input.reason, closed_at: ctx.at, next_day: null })
  await noteLead(ctx, lead.id, 'lost', { note: input.reason })
  return get(ctx, { id: lead.id })
}

/** Takes up again what was given up. @throws CONFLICT, WRONG_STATE */
export async function reopen(ctx: CommandContext, input: Requests['leads']['reopen']): Promise<LeadView> {
  const lead = await leadRecord(ctx, input.id)
  if (lead.version !== input.version) throw new AppError('CONFLICT', { entity: 'lead', id: lead.id })
  if (lead.state !== 'lost') {
    throw new AppError('WRONG_STATE', { entity: 'lead', id: lead.id, action: 'reopen', state: lead.state })
  }
  await changeLead(ctx, lead, { state: 'open', lost_reason: '', closed_at: null })
  await noteLead(ctx, lead.id, 'reopened')
  return get(ctx, { id: lead.id })
}

/**
 * Makes a customer of a lead, or says which it is. Everything known goes along: contact, address, notes; each talk stands on
 * the customer's timeline, and the next one becomes a reminder of whoever looked after the lead.
 * @throws CONFLICT, WRONG_STATE, NOT_FOUND, FORBIDDEN
 */
export async function convert(ctx: CommandContext, input: Requests['leads']['convert']): Promise<LeadView> {
  if (!ctx.user.rights.includes('customers.edit')) throw new AppError('FORBIDDEN', { right: 'customers.edit' })
  const known = await leadRecord(ctx, input.id)
  if (known.state === 'converted' && known.customer_id === input.customerId) return get(ctx, { id: known.id })
  const lead = await openLead(ctx, input, 'convert')
  const { customerId } = input
  if (input.existing) await ownCustomer(ctx, customerId)
  else await createCustomer(ctx, { ...customerOf(lead), id: customerId, openingBalance: 0 })
  const closed = { state: 'converted' as const, customer_id: customerId, closed_at: ctx.at, next_day: null }
  await changeLead(ctx, lead, closed)
  await noteLead(ctx, lead.id, 'converted')
  await carryTalks(ctx, lead, customerId)
  if (lead.next_day !== null) {
    const reminder = { customerId, day: lead.next_day, personId: lead.owner_id, note: lead.notes.slice(0, 500) }
    await createReminder(ctx, { id: ctx.newId(), ...reminder })
  }
  return get(ctx, { id: lead.id })
}

/** All stages anew, in their order. @throws CONFLICT, RULE IN_USE while an open lead stands in one that goes */
export async function saveStages(ctx: CommandContext, input: Requests['leads']['saveStages']): Promise<LeadStage[]> {
  for (const [index, { id, name, chance, version }] of input.stages.entries()) {
    const values = { name, chance, position: index + 1, archived: 0 }
    if (version === 0) {
      await ctx.db
        .insertInto('lead_stage')
        .values({ id, ...values })
        .onConflict((oc) => oc.column('id').doNothing())
        .execute()
      continue
    }
    const update = ctx.db
      .updateTable('lead_stage')
      .set({ ...values, version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version)
    await claim(update, 'leadStage', id)
  }
  const kept = input.stages.map(({ id }) => id)
  const gone = await ctx.db
    .selectFrom('lead_stage as s')
    .select(['s.id', 's.name'])
    .select((eb) =>
      eb
        .exists(
          eb.selectFrom('lead as d').select('d.id').whereRef('d.stage_id', '=', 's.id').where('d.state', '=', 'open'),
        )
        .as('used'),
    )
    .where('s.archived', '=', 0)
    .where('s.id', 'not in', kept)
    .execute()
  for (const { id, name, used } of gone) {
    if (used) throw ruleError('IN_USE', { field: 'stages', value: name })
    await ctx.db.updateTable('lead_stage').set({ archived: 1 }).where('id', '=', id).execute()
  }
  return stages(ctx)
}

/** Fields as columns. Who sees own leads only keeps them. */
async function columnsOf(ctx: CommandContext, fields: LeadFields) {
  const ownerId = ctx.user.scope === 'own' ? ctx.user.id : (fields.ownerId ?? ctx.user.id)
  const owner = await ctx.db.selectFrom('user_account').select('id').where('id', '=', ownerId).executeTakeFirst()
  return {
    company: fields.company,
    contact: fields.contact,
    mobile: fields.mobile,
    phone: fields.phone,
    email: fields.email,
    address: fields.address,
    industry: fields.industry,
    channel: fields.channel,
    region_id: fields.regionId,
    source: fields.source,
    owner_id: found(owner, 'user', ownerId).id,
    expected_amount: fields.expectedAmount,
    next_day: fields.nextDay,
    notes: fields.notes,
  }
}

function customerOf(lead: LeadRecord): Omit<Requests['customers']['create'], 'id' | 'openingBalance'> {
  const { contact: name, mobile, phone, email, address } = lead
  const reachable = [name, mobile, phone, email].some((value) => value !== '')
  return {
    code: '',
    name: lead.company,
    shortName: '',
    mnemonic: '',
    grade: '',
    industry: lead.industry,
    regionId: lead.region_id,
    channel: lead.channel,
    salesPersonId: lead.owner_id,
    contacts: reachable ? [{ name, title: '', mobile, phone, email }] : [],
    addresses: address === '' ? [] : [{ label: '', address, contact: name, phone: mobile || phone }],
    settlement: 'cash',
    payMethod: '',
    creditLimit: null,
    creditDays: 0,
    minLife: 0,
    taxId: '',
    invoiceTitle: '',
    bank: '',
    bankAccount: '',
    taxRate: null,
    fax: '',
    source: lead.source,
    tags: [],
    own: {},
    orderMail: 'company',
    noMailings: false,
    notes: lead.notes,
  }
}

/** The talks of a lead, told once more on the customer's timeline with who had them. */
async function carryTalks(ctx: CommandContext, lead: LeadRecord, customerId: string): Promise<void> {
  const talks = await ctx.db
    .selectFrom('lead_event as e')
    .innerJoin('user_account as u', 'u.id', 'e.user_id')
    .select(['e.id', 'e.kind', 'e.day', 'e.note', 'e.user_id', 'u.name'])
    .where('e.lead_id', '=', lead.id)
    .orderBy('e.id')
    .execute()
  for (const talk of talks) {
    const kind = LEAD_CONTACTS.find((one) => one === talk.kind)
    if (!kind) continue
    const text = talk.user_id === ctx.user.id ? talk.note : `${talk.name}: ${talk.note}`
    const what = { kind, customerId, day: talk.day, contact: lead.contact, text }
    await log(ctx, { id: talk.id, ...what, orderId: null, next: null, finishes: [] })
  }
}
