import { t } from '../../app/i18n.ts'
import { number, type HistoryTables } from '../../app/record-history.ts'
import { formatScaled } from '../../components/format.ts'

/** A supplier's columns in the change log, in words. */
export const supplierHistory: HistoryTables = {
  supplier: {
    code: { label: () => t('suppliers.code') },
    name: { label: () => t('suppliers.name') },
    short_name: { label: () => t('suppliers.shortName') },
    mnemonic: { label: () => t('suppliers.mnemonic') },
    category: { label: () => t('suppliers.category') },
    credit_days: { label: () => t('suppliers.creditDays') },
    lead_days: { label: () => t('suppliers.leadDays') },
    tax_id: { label: () => t('suppliers.taxId') },
    invoice_title: { label: () => t('suppliers.invoiceTitle') },
    bank: { label: () => t('suppliers.bank') },
    bank_account: { label: () => t('suppliers.bankAccount') },
    tax_rate: { label: () => t('suppliers.taxRate'), show: number((rate) => `${formatScaled(rate, 2)}%`) },
    notes: { label: () => t('suppliers.notes') },
  },
  supplier_contact: () => t('history.contacts'),
  supplier_address: () => t('history.addresses'),
  supplier_product: () => t('suppliers.supplies'),
  supplier_price: () => t('suppliers.prices'),
}
