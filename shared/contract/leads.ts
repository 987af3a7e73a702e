import * as z from 'zod'
import { LEAD_CONTACTS, LEAD_EVENTS, LEAD_STATES, POOL_EVENTS } from '../domain/leads/states.ts'
import { basisPoints, day, fen, id, instant, name, pageInput, pageOf, ref, text, version } from './common.ts'
import { command, query } from './method.ts'

const leadFields = z.object({
  company: name(100),
  contact: text(50).default(''),
  mobile: text(30).default(''),
  phone: text(30).default(''),
  email: text(200).default(''),
  address: text(300).default(''),
  industry: text(50).default(''),
  channel: text(50).default(''),
  regionId: id.nullable().default(null),
  /** Where it came from, in one's own words. */
  source: text(50).default(''),
  /** Who looks after it; null: the caller. Who sees own customers only keeps their leads. */
  ownerId: id.nullable().default(null),
  /** What they may buy in a year, 分. */
  expectedAmount: fen.min(0).nullable().default(null),
  nextDay: day.nullable().default(null),
  notes: text(2000).default(''),
})
export type LeadFields = z.infer<typeof leadFields>

export const leadStage = z.object({
  id,
  name: z.string(),
  /** How many that stand here become customers, basis points. */
  chance: basisPoints,
  version,
})
export type LeadStage = z.infer<typeof leadStage>

export const leadRow = z.object({
  id,
  company: z.string(),
  contact: z.string(),
  mobile: z.string(),
  source: z.string(),
  owner: z.string(),
  stageId: id,
  stage: z.string(),
  state: z.enum(LEAD_STATES),
  lostReason: z.string(),
  expectedAmount: fen.nullable(),
  nextDay: day.nullable(),
  customerId: id.nullable(),
  createdAt: instant,
  updatedAt: instant,
  version,
})
export type LeadRow = z.infer<typeof leadRow>

export const leadView = leadRow.extend({
  ...leadFields.shape,
  ownerId: id,
  region: z.string(),
  customer: z.object({ id, code: z.string(), name: z.string() }).nullable(),
  events: z.array(
    z.object({
      id,
      kind: z.enum(LEAD_EVENTS),
      day,
      /** Name of the stage or person it went to. */
      to: z.string(),
      note: z.string(),
      user: z.string(),
      at: instant,
    }),
  ),
})
export type LeadView = z.infer<typeof leadView>

/** A customer or another lead that looks like the same. */
export const leadDuplicate = z.object({
  kind: z.enum(['customer', 'lead']),
  id,
  name: z.string(),
  field: z.enum(['name', 'mobile', 'phone']),
})
export type LeadDuplicate = z.infer<typeof leadDuplicate>

const who = { ownerId: id.optional(), search: text(100).optional() }
const seen = { id, version }

/** Leads: people who may become customers, from the first word to the first order or to the reason why not. */
export const leads = {
  stages: query('leads.edit').output(z.array(leadStage)),
  /** All stages in their order. One that is missing goes; refused while an open lead stands in it. */
  saveStages: command('company.manage')
    .input(
      z.object({
        stages: z
          .array(leadStage.extend({ name: name(30) }))
          .min(1)
          .max(12),
      }),
    )
    .output(z.array(leadStage)),
  list: query('leads.edit')
    .input(
      z.object({
        ...pageInput,
        ...who,
        state: z.enum(LEAD_STATES).optional(),
        stageId: id.optional(),
        /** Open ones whose next contact is due. */
        due: z.boolean().default(false),
      }),
    )
    .output(pageOf(leadRow)),
  counts: query('leads.edit')
    .input(z.object(who))
    .output(z.object({ open: z.int(), lost: z.int(), converted: z.int(), due: z.int() })),
  /** Open leads by stage; those to be contacted first stand first. */
  board: query('leads.edit')
    .input(z.object(who))
    .output(
      z.array(
        z.object({
          stage: leadStage,
          count: z.int(),
          /** 分; what is not known counts nothing. */
          expected: fen,
          leads: z.array(leadRow),
        }),
      ),
    ),
  /**
   * What became of the leads that came in on some days: how many ever stood at each stage or beyond it, became customers,
   * were lost and why.
   */
  funnel: query('leads.edit')
    .input(z.object({ from: day, to: day, ownerId: id.optional() }))
    .output(
      z.object({
        total: z.int(),
        stages: z.array(z.object({ id, name: z.string(), reached: z.int(), now: z.int() })),
        converted: z.int(),
        lost: z.int(),
        reasons: z.array(z.object({ reason: z.string(), count: z.int() })),
        sources: z.array(z.object({ source: z.string(), count: z.int(), converted: z.int() })),
      }),
    ),
  get: query('leads.edit').input(z.object({ id })).output(leadView),
  choices: query('leads.edit').output(
    z.object({ sources: z.array(z.string()), reasons: z.array(z.string()), owners: z.array(ref) }),
  ),
  duplicates: query('leads.edit')
    .input(
      z.object({ id: id.optional(), company: text(100), mobile: text(30).default(''), phone: text(30).default('') }),
    )
    .output(z.array(leadDuplicate)),
  /** The same id again returns what is there. */
  create: command('leads.edit')
    .input(leadFields.extend({ id, stageId: id.optional() }))
    .output(leadView),
  update: command('leads.edit').input(leadFields.extend(seen)).output(leadView),
  move: command('leads.edit')
    .input(z.object({ ...seen, stageId: id }))
    .output(leadView),
  /** Somebody was talked to; `id` names the entry, the same again changes nothing. */
  contact: command('leads.edit')
    .input(
      z.object({
        id,
        leadId: id,
        kind: z.enum(LEAD_CONTACTS),
        day: day.optional(),
        note: text(1000).default(''),
        nextDay: day.nullable().default(null),
      }),
    )
    .output(leadView),
  lose: command('leads.edit')
    .input(z.object({ ...seen, reason: name(100) }))
    .output(leadView),
  reopen: command('leads.edit').input(z.object(seen)).output(leadView),
  /**
   * Makes a customer of it with everything that is known, or says which customer it is (`existing`): contacts that were had
   * stand on the customer's timeline afterwards, and the next one is a reminder.
   */
  convert: command('leads.edit')
    .input(z.object({ ...seen, customerId: id, existing: z.boolean().default(false) }))
    .output(leadView),
  /** The lead a customer came from. */
  ofCustomer: query('leads.edit')
    .input(z.object({ customerId: id }))
    .output(z.object({ id, company: z.string(), source: z.string(), createdAt: instant }).nullable()),
}

const days = z.int().min(1).max(3650)

const poolSettings = z.object({
  enabled: z.boolean(),
  /** Days without a contact or an order; null: the rule is off. */
  contactExpireDays: days.nullable(),
  /** Days without an order; null: the rule is off. */
  dealExpireDays: days.nullable(),
  /** So many days before, the person is reminded. */
  notifyDays: z.int().min(0).max(365),
  version,
})
export type PoolSettings = z.infer<typeof poolSettings>

const poolCustomer = z.object({
  id,
  code: z.string(),
  name: z.string(),
  grade: z.string(),
  region: z.string(),
  lastDeal: day.nullable(),
  lastContact: day.nullable(),
})

export const poolRow = poolCustomer.extend({
  /** How it came here last; null: nobody ever looked after it. */
  kind: z.enum(POOL_EVENTS).nullable(),
  note: z.string(),
  since: day.nullable(),
  /** Who looked after it before. */
  from: z.string(),
})
export type PoolRow = z.infer<typeof poolRow>

export const poolSoonRow = poolCustomer.extend({
  person: z.string(),
  /** The last day it stays. */
  until: day,
  reason: z.enum(['contact', 'deal']),
})
export type PoolSoonRow = z.infer<typeof poolSoonRow>

const ids = z.array(id).min(1).max(200)
const changed = z.object({ changed: z.int() })

/** 公海: customers nobody looks after, taken by whoever wants to. Off unless the company switches it on. */
export const pool = {
  settings: query('customers.view').output(poolSettings),
  saveSettings: command('company.manage')
    .input(poolSettings.extend({ locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(poolSettings),
  list: query('customers.view')
    .input(z.object({ ...pageInput, search: text(100).optional() }))
    .output(pageOf(poolRow)),
  /** Customers that go there soon: one's own, of everybody for who sees all. */
  soon: query('customers.view').output(z.array(poolSoonRow)),
  /** Takes customers for oneself; those somebody else took meanwhile are left out. */
  claim: command('customers.edit').input(z.object({ ids })).output(changed),
  /** Gives customers to somebody, from the pool or from somebody else. Who sees own customers only may not. */
  assign: command('customers.edit')
    .input(z.object({ ids, personId: id }))
    .output(changed),
  /** Gives customers back. */
  release: command('customers.edit')
    .input(z.object({ ids, note: text(200).default('') }))
    .output(changed),
  history: query('customers.view')
    .input(z.object({ customerId: id }))
    .output(
      z.array(
        z.object({
          id,
          kind: z.enum(POOL_EVENTS),
          day,
          from: z.string(),
          to: z.string(),
          note: z.string(),
          user: z.string(),
          at: instant,
        }),
      ),
    ),
}
