import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { SupplierFields, SupplierView } from '../../../../shared/contract/suppliers.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { Db } from '../../db/dialect.ts'
import { pinyinOf } from '../../pinyin.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextCode } from '../company/numbers.ts'
import { bookOpeningPayable } from '../settlement/payables.ts'
import * as queries from './suppliers.queries.ts'

/** Makes a supplier. The same id again returns what is there (a repeated click). @throws DUPLICATE code */
export async function create(ctx: CommandContext, input: Requests['suppliers']['create']): Promise<SupplierView> {
  const existing = await ctx.db.selectFrom('supplier').select('id').where('id', '=', input.id).executeTakeFirst()
  if (existing) return queries.get(ctx, { id: input.id })
  const fields: SupplierFields = input
  const code = fields.code === '' ? await nextCode(ctx, 'supplier') : fields.code
  await refuseTakenCode(ctx, input.id, code)
  await ctx.db
    .insertInto('supplier')
    .values({ id: input.id, ...columnsOf({ ...fields, code }), created_at: ctx.at, updated_at: ctx.at })
    .execute()
  await insertContacts(ctx.db, input.id, fields)
  if (input.openingBalance) await bookOpeningPayable(ctx, input.id, input.openingBalance, fields.creditDays)
  return queries.get(ctx, { id: input.id })
}

/** Changes a supplier's fields, contacts and addresses. @throws CONFLICT, DUPLICATE code, NOT_FOUND */
export async function update(ctx: CommandContext, input: Requests['suppliers']['update']): Promise<SupplierView> {
  const current = await queries.get(ctx, { id: input.id })
  const fields: SupplierFields = input
  const code = fields.code === '' ? current.code : fields.code
  await refuseTakenCode(ctx, input.id, code)
  await claim(
    ctx.db
      .updateTable('supplier')
      .set({ ...columnsOf({ ...fields, code }), updated_at: ctx.at, version: input.version + 1 })
      .where('id', '=', input.id)
      .where('version', '=', input.version),
    'supplier',
    input.id,
  )
  await ctx.db.deleteFrom('supplier_contact').where('supplier_id', '=', input.id).execute()
  await ctx.db.deleteFrom('supplier_address').where('supplier_id', '=', input.id).execute()
  await insertContacts(ctx.db, input.id, fields)
  return queries.get(ctx, { id: input.id })
}

/** Freezes, archives or restores a supplier. @throws CONFLICT */
export async function setStatus(ctx: CommandContext, input: Requests['suppliers']['setStatus']): Promise<SupplierView> {
  await claim(
    ctx.db
      .updateTable('supplier')
      .set({ status: input.status, updated_at: ctx.at, version: input.version + 1 })
      .where('id', '=', input.id)
      .where('version', '=', input.version),
    'supplier',
    input.id,
  )
  return queries.get(ctx, { id: input.id })
}

/** The same for several at once; those that already are in the state are left alone. */
export async function setStatusMany(
  ctx: CommandContext,
  { ids, status }: Requests['suppliers']['setStatusMany'],
): Promise<Outputs['suppliers']['setStatusMany']> {
  for (const id of ids) {
    found(await ctx.db.selectFrom('supplier').select('id').where('id', '=', id).executeTakeFirst(), 'supplier', id)
  }
  const { numUpdatedRows } = await ctx.db
    .updateTable('supplier')
    .set((eb) => ({ status, updated_at: ctx.at, version: eb('version', '+', 1) }))
    .where('id', 'in', ids)
    .where('status', '<>', status)
    .executeTakeFirst()
  return { changed: Number(numUpdatedRows) }
}

/** Fields as columns, with the search forms of the name. */
function columnsOf(fields: SupplierFields) {
  const sound = pinyinOf(fields.name)
  return {
    code: fields.code,
    name: fields.name,
    short_name: fields.shortName,
    mnemonic: fields.mnemonic === '' ? sound.mnemonic : fields.mnemonic,
    pinyin: sound.full,
    initials: sound.initials.join(' '),
    category: fields.category,
    buyer_id: fields.buyerId,
    settlement: fields.settlement,
    credit_days: fields.creditDays,
    tax_id: fields.taxId,
    invoice_title: fields.invoiceTitle,
    bank: fields.bank,
    bank_account: fields.bankAccount,
    tax_rate: fields.taxRate,
    fax: fields.fax,
    lead_days: fields.leadDays,
    notes: fields.notes,
  }
}

async function insertContacts(db: Db, supplier_id: string, fields: SupplierFields): Promise<void> {
  for (const [i, contact] of fields.contacts.entries()) {
    await db
      .insertInto('supplier_contact')
      .values({ supplier_id, no: i + 1, ...contact })
      .execute()
  }
  for (const [i, address] of fields.addresses.entries()) {
    await db
      .insertInto('supplier_address')
      .values({ supplier_id, no: i + 1, ...address })
      .execute()
  }
}

async function refuseTakenCode(ctx: CommandContext, id: string, code: string): Promise<void> {
  const other = await ctx.db
    .selectFrom('supplier')
    .select('id')
    .where('code', '=', code)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'supplier', field: 'code', value: code, id: other.id })
}
