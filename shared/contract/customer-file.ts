import * as z from 'zod'
import { basisPoints, day, done, fen, id, instant, name, text, version } from './common.ts'
import { CUSTOMER_STATUSES, customerFilter, ownValues, SETTLEMENT_METHODS, tag } from './customers.ts'
import { ORDER_MAILS } from '../domain/mail/outbox.ts'
import { command, query, task } from './method.ts'

export const OWN_FIELD_KINDS = ['text', 'number', 'date', 'choice'] as const

/** A field of customers that the company made itself. */
export const customerField = z.object({
  id,
  name: name(30),
  kind: z.enum(OWN_FIELD_KINDS),
  /** What may be chosen, for choices. */
  choices: z.array(name(50)).max(100),
  /** Not active: kept with its values, but nowhere shown. */
  active: z.boolean(),
})
export type CustomerField = z.infer<typeof customerField>

/** Fields of the company's own, in the order of the form. */
export const customerFields = {
  list: query('customers.view').output(z.array(customerField)),
  /**
   * Writes the whole list in its order; a field left out goes when no customer has a value in it and is put away otherwise.
   * The kind of a field that is there stays.
   */
  save: command('company.manage')
    .input(z.object({ fields: z.array(customerField).max(50) }))
    .output(z.array(customerField)),
}

export const attachment = z.object({
  id,
  name: z.string(),
  mime: z.string(),
  /** Bytes. */
  size: z.int(),
  by: z.string(),
  at: instant,
})
export type Attachment = z.infer<typeof attachment>

/** Papers kept with a customer: licences, contracts, photographs. */
export const customerFiles = {
  list: query('customers.view')
    .input(z.object({ customerId: id }))
    .output(z.array(attachment)),
  /** At most 10 MB each and 30 a customer; what it is, its first bytes say. */
  add: task('customers.edit')
    .input(z.object({ id, customerId: id, file: z.file().max(10_000_000) }))
    .output(z.array(attachment)),
  get: query('customers.view').input(z.object({ id })).output(z.file()),
  remove: command('customers.edit').input(z.object({ id })).output(done),
}

export const segment = z.object({
  id,
  name: z.string(),
  filter: customerFilter,
  /** Customers in it that this user may see, today. */
  count: z.int(),
  by: z.string(),
  updatedAt: instant,
  version,
})
export type Segment = z.infer<typeof segment>

/** Customers described by a filter and kept under a name: whoever fits is in it. */
export const segments = {
  list: query('customers.view').output(z.array(segment)),
  save: command('customers.edit')
    .input(z.object({ id, version, name: name(50), filter: customerFilter.omit({ segmentId: true }) }))
    .output(z.object({ id })),
  remove: command('customers.edit').input(z.object({ id, version })).output(done),
}

/** Which customers are meant: those named, or all a filter finds. */
export const customerTarget = z.union([
  z.object({ ids: z.array(id).min(1).max(5000) }),
  z.object({ filter: customerFilter }),
])

/** What becomes of every customer meant; what is absent stays. null and '' empty a field. */
export const bulkChange = z
  .object({
    grade: text(20).optional(),
    industry: text(50).optional(),
    channel: text(50).optional(),
    source: text(50).optional(),
    regionId: id.nullable().optional(),
    salesPersonId: id.nullable().optional(),
    /** Put at the end of the route, by code. */
    routeId: id.nullable().optional(),
    settlement: z.enum(SETTLEMENT_METHODS).optional(),
    creditLimit: fen.min(0).nullable().optional(),
    creditDays: z.int().min(0).max(3650).optional(),
    taxRate: basisPoints.nullable().optional(),
    status: z.enum(CUSTOMER_STATUSES).optional(),
    orderMail: z.enum(ORDER_MAILS).optional(),
    noMailings: z.boolean().optional(),
    addTags: z.array(tag).max(20).optional(),
    removeTags: z.array(tag).max(20).optional(),
    /** Own fields; '' empties one. */
    own: ownValues.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'nothing to change')
export type BulkChange = z.infer<typeof bulkChange>

export const bulkRun = z.object({
  id,
  state: z.enum(['running', 'done', 'undoing', 'undone']),
  total: z.int(),
  done: z.int(),
  changed: z.int(),
  /** When undone: customers that were changed again since and stay. */
  kept: z.int(),
  by: z.string(),
  at: instant,
})
export type BulkRun = z.infer<typeof bulkRun>

/** Many customers changed together, in slices between the clerks' own work; each can be undone. */
export const customerBulk = {
  /** How many are meant, and how many of them would be different afterwards. */
  preview: query('customers.edit')
    .input(z.object({ target: customerTarget, change: bulkChange }))
    .output(z.object({ total: z.int(), changing: z.int() })),
  /** Returns when all is done; `get` tells meanwhile how far it is. The same id again changes nothing. */
  run: task('customers.edit')
    .input(z.object({ id, target: customerTarget, change: bulkChange }))
    .output(bulkRun),
  get: query('customers.edit').input(z.object({ id })).output(bulkRun),
  undo: task('customers.edit').input(z.object({ id })).output(bulkRun),
}

export const DUPLICATE_REASONS = ['name', 'sound', 'phone', 'taxId'] as const

const duplicateSide = z.object({
  id,
  code: z.string(),
  name: z.string(),
  contact: z.string(),
  mobile: z.string(),
  address: z.string(),
  taxId: z.string(),
  salesPerson: z.string(),
  balance: fen,
  orders: z.int(),
  lastOrderDay: day.nullable(),
  status: z.enum(CUSTOMER_STATUSES),
})
export const duplicatePair = z.object({
  one: duplicateSide,
  other: duplicateSide,
  reasons: z.array(z.enum(DUPLICATE_REASONS)).min(1),
})
export type DuplicatePair = z.infer<typeof duplicatePair>

export const mergeRecord = z.object({
  id,
  winner: z.object({ id, code: z.string(), name: z.string() }),
  loser: z.object({ id, code: z.string(), name: z.string() }),
  /** What the loser owed when it was merged, 分. */
  balance: fen,
  /** Orders, notes, returns, money documents that went over. */
  documents: z.int(),
  by: z.string(),
  at: instant,
  undoneAt: instant.nullable(),
  version,
})
export type MergeRecord = z.infer<typeof mergeRecord>

/** Customers that are there twice. */
export const customerMerge = {
  /** Pairs that look like one customer, the surest first; at most 300 of them. */
  pairs: query('customers.merge').output(z.object({ pairs: z.array(duplicatePair), total: z.int() })),
  /** They are two: never shown as a pair again. */
  keepApart: command('customers.merge')
    .input(z.object({ oneId: id, otherId: id }))
    .output(done),
  /** Takes back that they are two. */
  forgetApart: command('customers.merge')
    .input(z.object({ oneId: id, otherId: id }))
    .output(done),
  /** Everything the loser owns goes to the winner; the loser is put away and points to the winner. */
  merge: command('customers.merge')
    .input(z.object({ id, winnerId: id, loserId: id, winnerVersion: version, loserVersion: version }))
    .output(mergeRecord),
  /** Merges, newest first. */
  list: query('customers.merge')
    .input(z.object({ limit: z.int().min(1).max(200).default(50) }))
    .output(z.array(mergeRecord)),
  /** Takes a merge apart again, as long as nothing done since contradicts. */
  undo: command('customers.merge').input(z.object({ id, version })).output(mergeRecord),
}
