import { PAY_METHODS } from '../../../shared/domain/settlement/money.ts'
import { ORDER_MAILS } from '../../../shared/domain/mail/outbox.ts'
import type { CustomerFields, CustomerView } from '../../../shared/contract/customers.ts'
import { t } from '../../app/i18n.ts'
import { SETTLEMENT_METHODS } from './choices.ts'

/** What the customer form holds: fields as they are saved, but numbers that may be empty while typed. */
export type CustomerValues = Omit<CustomerFields, 'creditDays'> & {
  creditDays: number | null
  /** 分; only sent when the customer is created. */
  openingBalance: number | null
}

export const blankContact = (): CustomerFields['contacts'][number] => ({
  name: '',
  title: '',
  mobile: '',
  phone: '',
  email: '',
})
export const blankAddress = (): CustomerFields['addresses'][number] => ({
  label: '',
  address: '',
  contact: '',
  phone: '',
})

/** A new customer's form: one contact and one address wait to be filled in. */
export function blankCustomer(name = ''): CustomerValues {
  return {
    code: '',
    name,
    shortName: '',
    mnemonic: '',
    grade: '',
    industry: '',
    regionId: null,
    channel: '',
    salesPersonId: null,
    contacts: [blankContact()],
    addresses: [blankAddress()],
    settlement: 'cash',
    creditLimit: null,
    creditDays: null,
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
    openingBalance: null,
  }
}

/** The form of a stored customer. */
export function valuesOf(view: CustomerView): CustomerValues {
  const { code, name, shortName, mnemonic, grade, industry, regionId, channel, salesPersonId } = view
  const { settlement, creditLimit, creditDays, taxId, invoiceTitle, bank, bankAccount, taxRate, fax, notes } = view
  return {
    code,
    name,
    shortName,
    mnemonic,
    grade,
    industry,
    regionId,
    channel,
    salesPersonId,
    contacts: view.contacts.map((contact) => ({ ...contact })),
    addresses: view.addresses.map((address) => ({ ...address })),
    settlement,
    creditLimit,
    creditDays: creditDays === 0 ? null : creditDays,
    payMethod: view.payMethod,
    minLife: view.minLife,
    taxId,
    invoiceTitle,
    bank,
    bankAccount,
    taxRate,
    fax,
    source: view.source,
    tags: [...view.tags],
    own: { ...view.own },
    orderMail: view.orderMail,
    noMailings: view.noMailings,
    notes,
    openingBalance: null,
  }
}

/** Fields to send: rows left empty are not saved. */
export function fieldsOf(values: CustomerValues): CustomerFields {
  const { openingBalance: _, ...fields } = values
  return {
    ...fields,
    creditDays: values.creditDays ?? 0,
    contacts: values.contacts.filter((contact) => Object.values(contact).some((text) => text.trim() !== '')),
    addresses: values.addresses.filter((address) => address.address.trim() !== ''),
  }
}

/** Choices of the settlement method, in the current language. */
export const settlementOptions = () =>
  SETTLEMENT_METHODS.map((value) => ({ value, label: t(`customers.settlement.${value}`) }))

/** Of which orders the customer is told by e-mail. */
export const orderMailOptions = () => ORDER_MAILS.map((value) => ({ value, label: t(`customers.orderMail.${value}`) }))

/** Ways the customer's money may usually come. */
export const payMethodOptions = () => PAY_METHODS.map((value) => ({ value, label: t(`money.method.${value}`) }))
