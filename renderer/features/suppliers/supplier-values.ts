import type { SupplierFields, SupplierView } from '../../../shared/contract/suppliers.ts'

/** What the supplier form holds: fields as they are saved, but numbers that may be empty while typed. */
export type SupplierValues = Omit<SupplierFields, 'creditDays' | 'leadDays'> & {
  creditDays: number | null
  leadDays: number | null
  /** 分; only sent when the supplier is created. */
  openingBalance: number | null
}

export const blankContact = (): SupplierFields['contacts'][number] => ({
  name: '',
  title: '',
  mobile: '',
  phone: '',
  email: '',
})
export const blankAddress = (): SupplierFields['addresses'][number] => ({
  label: '',
  address: '',
  contact: '',
  phone: '',
})

/** A new supplier's form: one contact and one address wait to be filled in. */
export const blankSupplier = (): SupplierValues => ({
  code: '',
  name: '',
  shortName: '',
  mnemonic: '',
  category: '',
  buyerId: null,
  contacts: [blankContact()],
  addresses: [blankAddress()],
  settlement: 'monthly',
  creditDays: null,
  taxId: '',
  invoiceTitle: '',
  bank: '',
  bankAccount: '',
  taxRate: null,
  fax: '',
  leadDays: 7,
  notes: '',
  openingBalance: null,
})

/** The form of a stored supplier. */
export function valuesOf(view: SupplierView): SupplierValues {
  const { code, name, shortName, mnemonic, category, buyerId, settlement, creditDays, taxId } = view
  const { invoiceTitle, bank, bankAccount, taxRate, fax, leadDays, notes } = view
  return {
    code,
    name,
    shortName,
    mnemonic,
    category,
    buyerId,
    contacts: view.contacts.map((contact) => ({ ...contact })),
    addresses: view.addresses.map((address) => ({ ...address })),
    settlement,
    creditDays: creditDays === 0 ? null : creditDays,
    taxId,
    invoiceTitle,
    bank,
    bankAccount,
    taxRate,
    fax,
    leadDays,
    notes,
    openingBalance: null,
  }
}

/** Fields to send: rows left empty are not saved. */
export function fieldsOf(values: SupplierValues): SupplierFields {
  const { openingBalance: _, ...fields } = values
  return {
    ...fields,
    creditDays: values.creditDays ?? 0,
    leadDays: values.leadDays ?? 0,
    contacts: values.contacts.filter((contact) => Object.values(contact).some((text) => text.trim() !== '')),
    addresses: values.addresses.filter((address) => address.address.trim() !== ''),
  }
}
