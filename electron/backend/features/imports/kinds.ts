import type { Db } from '../../db/dialect.ts'
import { fieldRecords, type FieldRecord } from '../customers/own-fields.ts'
import type { ImportKind } from '../../../../shared/contract/imports.ts'
import { CUSTOMER_IMPORT } from '../../../../shared/domain/import/customer-fields.ts'
import type { ImportField, ImportKind as KindOfSheet } from '../../../../shared/domain/import/fields.ts'
import { ORDER_IMPORT } from '../../../../shared/domain/import/order-fields.ts'
import { PRODUCT_IMPORT } from '../../../../shared/domain/import/product-fields.ts'
import { SUPPLIER_IMPORT } from '../../../../shared/domain/import/supplier-fields.ts'

/** Where our records hold less than a file's column may (`shared/contract/{customers,products,orders}.ts`). */
const LENGTHS: Record<ImportKind, Record<string, number>> = {
  customers: { grade: 20, mobile: 30, phone: 30, fax: 30 },
  products: { mnemonic: 50, model: 50, brand: 50, use: 50, binLocation: 50 },
  orders: { remark: 200 },
  suppliers: { mobile: 30, phone: 30, fax: 30 },
}

/** Keys of the company's own fields of customers begin with it; their id follows. */
export const OWN = 'own:'

const OWN_KINDS = { text: 'text', number: 'quantity', date: 'day', choice: 'choice' } as const

/** Fields a company's sheet may have beside those every company knows: its own fields of customers. */
export async function ownImportFields(db: Db, kind: ImportKind): Promise<ImportField[]> {
  return kind === 'customers' ? toImportFields(await fieldRecords({ db })) : []
}

export type OwnField = Pick<FieldRecord, 'id' | 'name' | 'kind' | 'choices' | 'active'>

export const toImportFields = (fields: readonly OwnField[]): ImportField[] =>
  fields
    .filter((field) => field.active === 1)
    .map(({ id, name, kind, choices }) => ({
      key: `${OWN}${id}`,
      label: { zh: name, en: name },
      kind: OWN_KINDS[kind],
      synonyms: [],
      choices: choices.map((value) => ({ value, synonyms: [value.toLowerCase()] })),
      maxLength: 200,
    }))

/** The fields of each kind of sheet and what a sheet must have, fitted to our records. */
export const KINDS: Record<ImportKind, KindOfSheet> = {
  customers: fitted('customers', CUSTOMER_IMPORT),
  products: fitted('products', PRODUCT_IMPORT),
  orders: fitted('orders', ORDER_IMPORT),
  suppliers: fitted('suppliers', SUPPLIER_IMPORT),
}

function fitted(kind: ImportKind, sheet: KindOfSheet): KindOfSheet {
  const fields = sheet.fields.map((field): ImportField => {
    const maxLength = LENGTHS[kind][field.key]
    return maxLength === undefined ? field : { ...field, maxLength }
  })
  return { ...sheet, fields }
}

/** Largest numbers our records hold, in the units of the field's kind; others end at `LARGEST`. */
export const MAXIMA: Readonly<Record<string, number>> = {
  taxRate: 10_000,
  minLife: 10_000,
  discount: 10_000,
  creditDays: 3_650,
  leadDays: 3_650,
  shelfLifeDays: 36_500,
  weight: 1_000_000_000,
  packFactor1: 1_000_000_000,
  packFactor2: 1_000_000_000,
  packFactor3: 1_000_000_000,
}
export const LARGEST = 9_000_000_000_000
