import type { CustomerField } from '../../../shared/contract/customer-file.ts'
import type { CustomerRow } from '../../../shared/contract/customers.ts'
import { t } from '../../app/i18n.ts'
import type { Column } from '../../components/table/table-types.ts'
import { ownText } from './own-values.ts'

/** Columns of the list of customers; the company's own fields come last and are shown by whoever wants them. */
export const customerColumns = (fields: readonly CustomerField[]): Column<CustomerRow>[] => [
  { key: 'code', title: t('customers.code'), width: 104, fixed: true, sortable: true, value: (row) => row.code },
  { key: 'name', title: t('customers.name'), width: 200, grow: true, sortable: true, value: (row) => row.name },
  { key: 'shortName', title: t('customers.shortName'), width: 110, hidden: true, value: (row) => row.shortName },
  { key: 'mnemonic', title: t('customers.mnemonic'), width: 90, hidden: true, value: (row) => row.mnemonic },
  { key: 'grade', title: t('customers.grade'), width: 64, value: (row) => row.grade },
  { key: 'region', title: t('customers.region'), width: 130, value: (row) => row.region },
  { key: 'industry', title: t('customers.industry'), width: 90, hidden: true, value: (row) => row.industry },
  { key: 'channel', title: t('customers.channel'), width: 90, value: (row) => row.channel },
  { key: 'source', title: t('customers.source'), width: 90, hidden: true, value: (row) => row.source },
  { key: 'tags', title: t('customers.tags'), width: 130, value: (row) => row.tags.join(t('customers.tagJoin')) },
  { key: 'contact', title: t('customers.contact'), width: 80, value: (row) => row.contact },
  { key: 'mobile', title: t('customers.mobile'), width: 116, value: (row) => row.mobile },
  { key: 'address', title: t('customers.address'), width: 220, hidden: true, value: (row) => row.address },
  { key: 'salesPerson', title: t('customers.salesPerson'), width: 100, value: (row) => row.salesPerson },
  {
    key: 'settlement',
    title: t('customers.settlement'),
    width: 90,
    hidden: true,
    value: (row) => t(`customers.settlement.${row.settlement}`),
  },
  { key: 'creditLimit', title: t('customers.creditLimit'), width: 110, align: 'right', hidden: true },
  { key: 'balance', title: t('customers.balance'), width: 116, align: 'right' },
  { key: 'status', title: t('customers.status'), width: 80 },
  { key: 'updatedAt', title: t('customers.updatedAt'), width: 110, hidden: true, sortable: true },
  ...fields
    .filter((field) => field.active)
    .map((field): Column<CustomerRow> => ({
      key: `own-${field.id}`,
      title: field.name,
      width: 110,
      hidden: true,
      align: field.kind === 'number' ? 'right' : 'left',
      value: (row) => ownText(row.own[field.id]),
    })),
]
