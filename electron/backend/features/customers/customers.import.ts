import type { Insertable } from 'kysely'
import { insertRows } from '../../db/bulk-insert.ts'
import { revertChange, type Reverted } from '../../db/revert-change.ts'
import type { CustomerTable } from '../../db/schema.ts'
import type { Change, SqlValue } from '../../db/unit-of-work.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { takeCodes } from '../company/codes.import.ts'
import { bookOpenings } from '../settlement/ledger.ts'

/** Columns an import may fill; search forms of the name are already made. */
export type CustomerColumns = Partial<
  Omit<
    Insertable<CustomerTable>,
    'id' | 'code' | 'walk_in' | 'route_id' | 'route_stop' | 'merged_into' | 'created_at' | 'updated_at' | 'version'
  >
>
export interface ImportedContact {
  name?: string
  mobile?: string
  phone?: string
  email?: string
}

export interface NewCustomer {
  id: string
  /** Empty: the next of the series. */
  code: string
  fields: CustomerColumns & { name: string }
  contact: ImportedContact | null
  address: string
  /** Owed at the start, 分. */
  opening: number
}

/** What an import changes of a customer: only what the file says. */
export interface CustomerChange {
  id: string
  fields: CustomerColumns
  contact: ImportedContact | null
  address: string
}

const DEFAULTS: Record<keyof CustomerColumns, SqlValue> = {
  name: '',
  short_name: '',
  mnemonic: '',
  pinyin: '',
  initials: '',
  grade: '',
  industry: '',
  region_id: null,
  channel: '',
  sales_person_id: null,
  settlement: 'cash',
  credit_limit: null,
  credit_days: 0,
  tax_id: '',
  invoice_title: '',
  bank: '',
  bank_account: '',
  tax_rate: null,
  fax: '',
  source: '',
  tags: '[]',
  own: '{}',
  order_mail: 'company',
  no_mailings: 0,
  notes: '',
  status: 'active',
  min_life: 0,
  pay_method: '',
}
const FIELDS = Object.keys(DEFAULTS) as (keyof CustomerColumns)[]
const COLUMNS = ['id', 'code', ...FIELDS, 'created_at', 'updated_at']
const CONTACT_COLUMNS = ['customer_id', 'no', 'name', 'mobile', 'phone', 'email']
const ADDRESS_COLUMNS = ['customer_id', 'no', 'address']

/** Writes new customers with contact, address and opening balance. Rows are checked before; a taken code is an error. */
export async function insertCustomers(ctx: CommandContext, customers: readonly NewCustomer[]): Promise<void> {
  const codes = await takeCodes(ctx, 'customer', customers.filter((c) => c.code === '').length)
  const rows = customers.map((c) => [
    c.id,
    c.code === '' ? codes.shift()! : c.code,
    ...FIELDS.map((f) => c.fields[f] ?? DEFAULTS[f]),
    ctx.at,
    ctx.at,
  ])
  await insertRows(ctx.db, 'customer', COLUMNS, rows)
  const contacts = customers.flatMap(({ id, contact }) =>
    contact
      ? [[id, 1, contact.name ?? '', contact.mobile ?? '', contact.phone ?? '', contact.email ?? ''] as SqlValue[]]
      : [],
  )
  await insertRows(ctx.db, 'customer_contact', CONTACT_COLUMNS, contacts)
  const addresses = customers.filter((c) => c.address !== '').map((c) => [c.id, 1, c.address])
  await insertRows(ctx.db, 'customer_address', ADDRESS_COLUMNS, addresses)
  const openings = customers.map(({ id, opening, fields }) => ({
    customerId: id,
    amount: opening,
    creditDays: fields.credit_days ?? 0,
  }))
  await bookOpenings(ctx, openings)
}

/** Writes what a file says over existing customers; their first contact and address are meant. */
export async function updateCustomers(ctx: CommandContext, changes: readonly CustomerChange[]): Promise<void> {
  for (const { id, fields, contact, address } of changes) {
    await ctx.db
      .updateTable('customer')
      .set((eb) => ({ ...fields, updated_at: ctx.at, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .execute()
    if (contact) {
      await ctx.db
        .insertInto('customer_contact')
        .values({ customer_id: id, no: 1, ...contact })
        .onConflict((oc) => oc.columns(['customer_id', 'no']).doUpdateSet(contact))
        .execute()
    }
    if (address !== '') {
      await ctx.db
        .insertInto('customer_address')
        .values({ customer_id: id, no: 1, address })
        .onConflict((oc) => oc.columns(['customer_id', 'no']).doUpdateSet({ address }))
        .execute()
    }
  }
}

/** Takes back one change of a customer, contact or address that an import made. */
export function revertCustomer(ctx: CommandContext, change: Change): Promise<Reverted> {
  return revertChange(ctx, change)
}

/** Puts a customer away that an import made and that is in use by now. */
export async function archiveImportedCustomer(ctx: CommandContext, id: string): Promise<void> {
  await ctx.db
    .updateTable('customer')
    .set((eb) => ({ status: 'archived', updated_at: ctx.at, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('status', '<>', 'archived')
    .execute()
}
