import type { Insertable } from 'kysely'
import { insertRows } from '../../db/bulk-insert.ts'
import { revertChange, type Reverted } from '../../db/revert-change.ts'
import type { SupplierTable } from '../../db/schema.ts'
import type { Change, SqlValue } from '../../db/unit-of-work.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { takeCodes } from '../company/codes.import.ts'
import { bookOpeningPayable } from '../settlement/payables.ts'

/** Columns an import may fill; search forms of the name are already made. */
export type SupplierColumns = Partial<
  Omit<Insertable<SupplierTable>, 'id' | 'code' | 'created_at' | 'updated_at' | 'version'>
>
export interface ImportedSupplierContact {
  name?: string
  mobile?: string
  phone?: string
  email?: string
}

export interface NewSupplier {
  id: string
  /** Empty: the next of the series. */
  code: string
  fields: SupplierColumns & { name: string }
  contact: ImportedSupplierContact | null
  address: string
  /** Owed at the start, 分. */
  opening: number
}

/** What an import changes of a supplier: only what the file says. */
export interface SupplierChange {
  id: string
  fields: SupplierColumns
  contact: ImportedSupplierContact | null
  address: string
}

const DEFAULTS: Record<keyof SupplierColumns, SqlValue> = {
  name: '',
  short_name: '',
  mnemonic: '',
  pinyin: '',
  initials: '',
  category: '',
  buyer_id: null,
  settlement: 'monthly',
  credit_days: 0,
  tax_id: '',
  invoice_title: '',
  bank: '',
  bank_account: '',
  tax_rate: null,
  fax: '',
  lead_days: 7,
  notes: '',
  status: 'active',
}
const FIELDS = Object.keys(DEFAULTS) as (keyof SupplierColumns)[]
const COLUMNS = ['id', 'code', ...FIELDS, 'created_at', 'updated_at']
const CONTACT_COLUMNS = ['supplier_id', 'no', 'name', 'mobile', 'phone', 'email']
const ADDRESS_COLUMNS = ['supplier_id', 'no', 'address']

/** Writes new suppliers with contact, address and opening payable. Rows are checked before; a taken code is an error. */
export async function insertSuppliers(ctx: CommandContext, suppliers: readonly NewSupplier[]): Promise<void> {
  const codes = await takeCodes(ctx, 'supplier', suppliers.filter((s) => s.code === '').length)
  const rows = suppliers.map((s) => [
    s.id,
    s.code === '' ? codes.shift()! : s.code,
    ...FIELDS.map((f) => s.fields[f] ?? DEFAULTS[f]),
    ctx.at,
    ctx.at,
  ])
  await insertRows(ctx.db, 'supplier', COLUMNS, rows)
  const contacts = suppliers.flatMap(({ id, contact }) =>
    contact
      ? [[id, 1, contact.name ?? '', contact.mobile ?? '', contact.phone ?? '', contact.email ?? ''] as SqlValue[]]
      : [],
  )
  await insertRows(ctx.db, 'supplier_contact', CONTACT_COLUMNS, contacts)
  const addresses = suppliers.filter((s) => s.address !== '').map((s) => [s.id, 1, s.address])
  await insertRows(ctx.db, 'supplier_address', ADDRESS_COLUMNS, addresses)
  for (const { id, opening, fields } of suppliers) {
    if (opening !== 0) await bookOpeningPayable(ctx, id, opening, fields.credit_days ?? 0)
  }
}

/** Writes what a file says over existing suppliers; their first contact and address are meant. */
export async function updateSuppliers(ctx: CommandContext, changes: readonly SupplierChange[]): Promise<void> {
  for (const { id, fields, contact, address } of changes) {
    await ctx.db
      .updateTable('supplier')
      .set((eb) => ({ ...fields, updated_at: ctx.at, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .execute()
    if (contact) {
      await ctx.db
        .insertInto('supplier_contact')
        .values({ supplier_id: id, no: 1, ...contact })
        .onConflict((oc) => oc.columns(['supplier_id', 'no']).doUpdateSet(contact))
        .execute()
    }
    if (address !== '') {
      await ctx.db
        .insertInto('supplier_address')
        .values({ supplier_id: id, no: 1, address })
        .onConflict((oc) => oc.columns(['supplier_id', 'no']).doUpdateSet({ address }))
        .execute()
    }
  }
}

/** Takes back one change of a supplier, contact or address that an import made. */
export function revertSupplier(ctx: CommandContext, change: Change): Promise<Reverted> {
  return revertChange(ctx, change)
}

/** Puts a supplier away that an import made and that is in use by now. */
export async function archiveImportedSupplier(ctx: CommandContext, id: string): Promise<void> {
  await ctx.db
    .updateTable('supplier')
    .set((eb) => ({ status: 'archived', updated_at: ctx.at, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('status', '<>', 'archived')
    .execute()
}
