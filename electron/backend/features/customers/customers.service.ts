import type { CustomerFields, CustomerView } from '../../../../shared/contract/customers.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { Db } from '../../db/dialect.ts'
import { pinyinOf } from '../../pinyin.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextCode } from '../company/numbers.ts'
import { inIds } from '../search/find.ts'
import { bookOpening } from '../settlement/ledger.ts'
import * as queries from './customers.queries.ts'
import { ownText, requireOwnValues, tagText } from './own-fields.ts'

/** Makes a customer. The same id again returns what is there (a repeated click). @throws DUPLICATE code */
export async function create(ctx: CommandContext, input: Requests['customers']['create']): Promise<CustomerView> {
  const existing = await ctx.db.selectFrom('customer').select('id').where('id', '=', input.id).executeTakeFirst()
  if (existing) return queries.get(ctx, { id: input.id })
  const fields: CustomerFields = input
  await requireOwnValues(ctx, fields.own)
  const code = fields.code === '' ? await nextCode(ctx, 'customer') : fields.code
  await refuseTakenCode(ctx, input.id, code)
  await insertCustomer(ctx.db, { ...fields, id: input.id, code }, ctx.at)
  if (input.openingBalance) await bookOpening(ctx, input.id, input.openingBalance, fields.creditDays)
  return queries.get(ctx, { id: input.id })
}

/** Changes a customer's fields, contacts and addresses. @throws CONFLICT, DUPLICATE code, NOT_FOUND */
export async function update(ctx: CommandContext, input: Requests['customers']['update']): Promise<CustomerView> {
  const current = await queries.get(ctx, { id: input.id })
  const fields: CustomerFields = input
  await requireOwnValues(ctx, fields.own)
  const code = fields.code === '' ? current.code : fields.code
  await refuseTakenCode(ctx, input.id, code)
  const update = ctx.db
    .updateTable('customer')
    .set({ ...columnsOf({ ...fields, code }), updated_at: ctx.at, version: input.version + 1 })
    .where('id', '=', input.id)
    .where('version', '=', input.version)
  await claim(update, 'customer', input.id)
  await rewriteContacts(ctx.db, input.id, fields)
  return queries.get(ctx, { id: input.id })
}

/** Freezes, archives or restores a customer. The walk-in customer stays. @throws CONFLICT */
export async function setStatus(ctx: CommandContext, input: Requests['customers']['setStatus']): Promise<CustomerView> {
  await refuseMerged(ctx, [input.id])
  const update = ctx.db
    .updateTable('customer')
    .set({ status: input.status, updated_at: ctx.at, version: input.version + 1 })
    .where('id', '=', input.id)
    .where('version', '=', input.version)
    .where('walk_in', '=', 0)
  await claim(update, 'customer', input.id)
  return queries.get(ctx, { id: input.id })
}

/** The same for several at once; those that already are in the state are left alone. */
export async function setStatusMany(
  ctx: CommandContext,
  input: Requests['customers']['setStatusMany'],
): Promise<Outputs['customers']['setStatusMany']> {
  for (const id of input.ids) {
    found(await ctx.db.selectFrom('customer').select('id').where('id', '=', id).executeTakeFirst(), 'customer', id)
  }
  if (input.status !== 'archived') await refuseMerged(ctx, input.ids)
  const { numUpdatedRows } = await ctx.db
    .updateTable('customer')
    .set((eb) => ({ status: input.status, updated_at: ctx.at, version: eb('version', '+', 1) }))
    .where('id', 'in', input.ids)
    .where('status', '<>', input.status)
    .where('walk_in', '=', 0)
    .executeTakeFirst()
  return { changed: Number(numUpdatedRows) }
}

/** Writes one customer with contacts and addresses; also used by imports. Pinyin and mnemonic are made here. */
export async function insertCustomer(
  db: Db,
  customer: CustomerFields & { id: string; walkIn?: boolean },
  at: string,
): Promise<void> {
  await db
    .insertInto('customer')
    .values({
      id: customer.id,
      ...columnsOf(customer),
      walk_in: customer.walkIn ? 1 : 0,
      created_at: at,
      updated_at: at,
    })
    .execute()
  await insertContacts(db, customer.id, customer)
}

/** The customer of sales to nobody in particular (散客). Every company has exactly one. */
export async function insertWalkIn(
  db: Db,
  names: { walkIn: string; walkInMnemonic: string },
  at: string,
  makeId: () => string,
): Promise<void> {
  const fields: CustomerFields = {
    code: 'SK',
    name: names.walkIn,
    shortName: '',
    mnemonic: names.walkInMnemonic,
    grade: '',
    industry: '',
    regionId: null,
    channel: '',
    salesPersonId: null,
    contacts: [],
    addresses: [],
    settlement: 'cash',
    creditLimit: null,
    creditDays: 0,
    payMethod: '',
    minLife: 0,
    taxId: '',
    invoiceTitle: '',
    bank: '',
    bankAccount: '',
    taxRate: null,
    fax: '',
    source: '',
    tags: [],
    own: {},
    orderMail: 'company',
    noMailings: false,
    notes: '',
  }
  await insertCustomer(db, { ...fields, id: makeId(), walkIn: true }, at)
}

/** Fields as columns, with the search forms of the name. */
export function columnsOf(fields: CustomerFields) {
  const sound = pinyinOf(fields.name, { surname: true })
  return {
    code: fields.code,
    name: fields.name,
    short_name: fields.shortName,
    mnemonic: fields.mnemonic === '' ? sound.mnemonic : fields.mnemonic,
    pinyin: sound.full,
    initials: sound.initials.join(' '),
    grade: fields.grade,
    industry: fields.industry,
    region_id: fields.regionId,
    channel: fields.channel,
    sales_person_id: fields.salesPersonId,
    settlement: fields.settlement,
    credit_limit: fields.creditLimit,
    credit_days: fields.creditDays,
    pay_method: fields.payMethod,
    min_life: fields.minLife,
    tax_id: fields.taxId,
    invoice_title: fields.invoiceTitle,
    bank: fields.bank,
    bank_account: fields.bankAccount,
    tax_rate: fields.taxRate,
    fax: fields.fax,
    source: fields.source,
    tags: tagText(fields.tags),
    own: ownText(fields.own),
    order_mail: fields.orderMail,
    no_mailings: fields.noMailings ? 1 : 0,
    notes: fields.notes,
  }
}

type People = Pick<CustomerFields, 'contacts' | 'addresses'>

/** Writes a customer's contacts and addresses anew, in this order. */
export async function rewriteContacts(db: Db, id: string, fields: People): Promise<void> {
  await db.deleteFrom('customer_contact').where('customer_id', '=', id).execute()
  await db.deleteFrom('customer_address').where('customer_id', '=', id).execute()
  await insertContacts(db, id, fields)
}

async function insertContacts(db: Db, customer_id: string, fields: People): Promise<void> {
  for (const [i, contact] of fields.contacts.entries()) {
    await db
      .insertInto('customer_contact')
      .values({ customer_id, no: i + 1, ...contact })
      .execute()
  }
  for (const [i, address] of fields.addresses.entries()) {
    await db
      .insertInto('customer_address')
      .values({ customer_id, no: i + 1, ...address })
      .execute()
  }
}

/** A customer that was merged into another stays put away until the merge is undone. @throws RULE CUSTOMER_MERGED */
async function refuseMerged(ctx: CommandContext, ids: readonly string[]): Promise<void> {
  const merged = await ctx.db
    .selectFrom('customer as c')
    .innerJoin('customer as into', 'into.id', 'c.merged_into')
    .select('into.name')
    .where(inIds('c.id', ids))
    .executeTakeFirst()
  if (merged) throw ruleError('CUSTOMER_MERGED', { value: merged.name })
}

async function refuseTakenCode(ctx: CommandContext, id: string, code: string): Promise<void> {
  const other = await ctx.db
    .selectFrom('customer')
    .select('id')
    .where('code', '=', code)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'customer', field: 'code', value: code, id: other.id })
}
