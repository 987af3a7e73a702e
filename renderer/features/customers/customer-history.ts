import { PAY_METHODS } from '../../../shared/domain/settlement/money.ts'
import { formatFen } from '../../../shared/money.ts'
import { CUSTOMER_STATUSES, SETTLEMENT_METHODS } from './choices.ts'
import { orderMailOptions } from './customer-values.ts'
import { t } from '../../app/i18n.ts'
import { number, type HistoryTables } from '../../app/record-history.ts'
import { formatScaled } from '../../components/format.ts'

/** A customer's columns in the change log, in words. */
export const customerHistory: HistoryTables = {
  customer: {
    code: { label: () => t('customers.code') },
    name: { label: () => t('customers.name') },
    short_name: { label: () => t('customers.shortName') },
    mnemonic: { label: () => t('customers.mnemonic') },
    grade: { label: () => t('customers.grade') },
    industry: { label: () => t('customers.industry') },
    region_id: { label: () => t('customers.region') },
    sales_person_id: { label: () => t('customers.salesPerson') },
    channel: { label: () => t('customers.channel') },
    settlement: { label: () => t('customers.settlement'), show: settlementText },
    pay_method: { label: () => t('money.payMethod'), show: payMethodText },
    credit_limit: { label: () => t('customers.creditLimit'), show: number(formatFen) },
    credit_days: { label: () => t('customers.creditDays') },
    min_life: { label: () => t('lots.minLife'), show: number((part) => `${formatScaled(part, 2)}%`) },
    tax_id: { label: () => t('customers.taxId') },
    invoice_title: { label: () => t('customers.invoiceTitle') },
    bank: { label: () => t('customers.bank') },
    bank_account: { label: () => t('customers.bankAccount') },
    tax_rate: { label: () => t('customers.taxRate'), show: number((rate) => `${formatScaled(rate, 2)}%`) },
    fax: { label: () => t('customers.fax') },
    source: { label: () => t('customers.source') },
    tags: { label: () => t('customers.tags'), show: tagsText },
    own: { label: () => t('customers.ownTitle'), show: () => '…' },
    order_mail: { label: () => t('customers.orderMail'), show: orderMailText },
    no_mailings: {
      label: () => t('customers.noMailings'),
      show: (value) => t(value === 1 ? 'common.yes' : 'common.no'),
    },
    merged_into: { label: () => t('customers.mergeWinner') },
    notes: { label: () => t('customers.notes') },
    status: { label: () => t('customers.status'), show: statusText },
  },
  customer_contact: () => t('history.contacts'),
  customer_address: () => t('history.addresses'),
  customer_attachment: () => t('customers.tabFiles'),
}

/** Tags as the log has them: a list in JSON. */
function tagsText(value: unknown): string {
  return typeof value === 'string' ? (JSON.parse(value) as string[]).join(t('customers.tagJoin')) : ''
}

function settlementText(value: unknown): string {
  const known = SETTLEMENT_METHODS.find((one) => one === value)
  return known ? t(`customers.settlement.${known}`) : ''
}

function payMethodText(value: unknown): string {
  const known = PAY_METHODS.find((one) => one === value)
  return known ? t(`money.method.${known}`) : ''
}

function orderMailText(value: unknown): string {
  return orderMailOptions().find((one) => one.value === value)?.label ?? ''
}

function statusText(value: unknown): string {
  const known = CUSTOMER_STATUSES.find((one) => one === value)
  return known ? t(`states.customer.${known}`) : ''
}
