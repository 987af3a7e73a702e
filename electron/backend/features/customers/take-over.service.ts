import type { Selectable } from 'kysely'
import { repointRows, type RowKeys } from '../../db/repoint.ts'
import type { CustomerTable } from '../../db/schema.ts'
import type { SqlValue } from '../../db/unit-of-work.ts'
import { claim } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { addressesOf, contactsOf } from './customers.queries.ts'
import { rewriteContacts } from './customers.service.ts'
import { ownOf, ownText, tagsOf, tagText } from './own-fields.ts'

export type CustomerRecord = Selectable<CustomerTable>
type Contact = Awaited<ReturnType<typeof contactsOf>>[number]
type Address = Awaited<ReturnType<typeof addressesOf>>[number]

/** What went over from one customer's file to another's, so that it can be taken back. */
export interface TakenOver {
  /** Columns of the one that stays: before and after. */
  filled: Record<string, [before: SqlValue, after: SqlValue]>
  contacts: Contact[]
  addresses: Address[]
  attachments: RowKeys
  /** Customers merged into the one that goes before. */
  aliases: string[]
  /** Of the one that goes. */
  loser: Pick<CustomerRecord, 'status' | 'route_id' | 'route_stop'>
}

/** Columns that are filled in where the one that stays has nothing. */
const FILLED = [
  'short_name',
  'grade',
  'industry',
  'region_id',
  'channel',
  'source',
  'sales_person_id',
  'pay_method',
  'tax_id',
  'invoice_title',
  'bank',
  'bank_account',
  'tax_rate',
  'fax',
] as const

/**
 * Puts a customer's file into another's: what is empty there is filled in, contacts, addresses, tags, notes and papers are
 * added, and the one that goes is put away and points to the one that stays.
 * @throws CONFLICT when one of them was changed since it was read
 */
export async function takeOver(ctx: CommandContext, winner: CustomerRecord, loser: CustomerRecord): Promise<TakenOver> {
  const filled = filledColumns(winner, loser)
  const contacts = await contactsOf(ctx, winner.id)
  const addresses = await addressesOf(ctx, winner.id)
  const newContacts = (await contactsOf(ctx, loser.id)).filter(isNew(contacts)).slice(0, 20 - contacts.length)
  const newAddresses = (await addressesOf(ctx, loser.id)).filter(isNew(addresses)).slice(0, 20 - addresses.length)
  await rewriteContacts(ctx.db, winner.id, {
    contacts: [...contacts, ...newContacts],
    addresses: [...addresses, ...newAddresses],
  })
  const attachments = await repointRows(ctx, 'customer_attachment', { from: loser.id, to: winner.id })
  const aliases = await ctx.db
    .updateTable('customer')
    .set((eb) => ({ merged_into: winner.id, version: eb('version', '+', 1) }))
    .where('merged_into', '=', loser.id)
    .returning('id')
    .execute()
  const after = Object.fromEntries(Object.entries(filled).map(([column, [, value]]) => [column, value]))
  await changeCustomer(ctx, winner, after)
  await changeCustomer(ctx, loser, { merged_into: winner.id, status: 'archived', route_id: null, route_stop: 0 })
  const { status, route_id, route_stop } = loser
  return {
    filled,
    contacts: newContacts,
    addresses: newAddresses,
    attachments,
    aliases: aliases.map((row) => row.id),
    loser: { status, route_id, route_stop },
  }
}

/** Takes `takeOver` back: what was edited since stays as it is now. @throws CONFLICT */
export async function giveBack(
  ctx: CommandContext,
  winner: CustomerRecord,
  loser: CustomerRecord,
  taken: TakenOver,
): Promise<void> {
  const current = winner as Record<string, SqlValue>
  const restored = Object.entries(taken.filled).flatMap(([column, [before, after]]) =>
    current[column] === after ? [[column, before]] : [],
  )
  await rewriteContacts(ctx.db, winner.id, {
    contacts: (await contactsOf(ctx, winner.id)).filter(isNew(taken.contacts)),
    addresses: (await addressesOf(ctx, winner.id)).filter(isNew(taken.addresses)),
  })
  if (taken.attachments.length > 0)
    await repointRows(ctx, 'customer_attachment', { from: winner.id, to: loser.id, only: taken.attachments })
  if (taken.aliases.length > 0)
    await ctx.db
      .updateTable('customer')
      .set((eb) => ({ merged_into: loser.id, version: eb('version', '+', 1) }))
      .where('id', 'in', taken.aliases)
      .execute()
  await changeCustomer(ctx, winner, Object.fromEntries(restored) as Partial<CustomerRecord>)
  await changeCustomer(ctx, loser, { ...taken.loser, merged_into: null })
}

function filledColumns(winner: CustomerRecord, loser: CustomerRecord): TakenOver['filled'] {
  const filled: TakenOver['filled'] = {}
  const note = (column: keyof CustomerRecord, after: SqlValue) => {
    if (after !== winner[column]) filled[column] = [winner[column], after]
  }
  for (const column of FILLED) {
    if (winner[column] === '' || winner[column] === null) note(column, loser[column])
  }
  if (winner.route_id === null && loser.route_id !== null) {
    note('route_id', loser.route_id)
    note('route_stop', loser.route_stop)
  }
  if (loser.no_mailings === 1) note('no_mailings', 1)
  note('tags', tagText([...tagsOf(winner), ...tagsOf(loser)]))
  note('own', ownText({ ...ownOf(loser), ...ownOf(winner) }))
  const notes = [...new Set([winner.notes, loser.notes].filter((text) => text !== ''))].join('\n')
  note('notes', notes.slice(0, 2000))
  return filled
}

/** Not among those that are there, by content. */
function isNew<T extends object>(known: readonly T[]): (one: T) => boolean {
  const texts = new Set(known.map((one) => JSON.stringify(one)))
  return (one) => !texts.has(JSON.stringify(one))
}

async function changeCustomer(
  ctx: CommandContext,
  { id, version }: CustomerRecord,
  columns: Partial<Omit<CustomerRecord, 'id' | 'version'>>,
): Promise<void> {
  const update = ctx.db
    .updateTable('customer')
    .set({ ...columns, updated_at: ctx.at, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
  await claim(update, 'customer', id)
}
