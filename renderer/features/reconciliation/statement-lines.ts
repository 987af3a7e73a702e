import { amountInChinese, amountInEnglish } from '../../../shared/amount-words.ts'
import type { StatementContent, StatementLine } from '../../../shared/contract/reconciliation.ts'
import { bucketRanges } from '../../../shared/domain/reconciliation/ageing.ts'
import { columnsOf } from '../../../shared/domain/reconciliation/figures.ts'
import { formatFen, formatPrice } from '../../../shared/money.ts'
import { formatQuantity } from '../../../shared/quantity.ts'
import { t, useI18n } from '../../app/i18n.ts'
import type { Figure } from '../../components/pages/ReportPage.vue'
import type { Column } from '../../components/table/table-types.ts'

const { locale } = useI18n()

/** What a line is about; a reversal says of what. */
export const summaryOf = ({ kind, source }: StatementLine): string =>
  kind === 'void' && source !== 'void'
    ? `${t('reconciliation.kinds.void')} ${t(`reconciliation.kinds.${source}`)}`
    : t(`reconciliation.kinds.${kind}`)

const fen = (amount: number | null): string => (amount === null ? '' : formatFen(amount))

/** The columns of a statement's lines: as on paper, the document first, because it is what a line opens. */
export function lineColumns(
  { kind, detail }: Pick<StatementContent, 'kind' | 'detail'>,
  answers: boolean,
): Column<StatementLine>[] {
  const open = kind === 'outstanding'
  const goods: Column<StatementLine>[] =
    detail === 'goods'
      ? [
          { key: 'name', title: t('reconciliation.name'), width: 150, grow: true, value: (row) => row.name },
          { key: 'spec', title: t('reconciliation.spec'), width: 100, value: (row) => row.spec },
          { key: 'unit', title: t('reconciliation.unit'), width: 50, value: (row) => row.unit },
          {
            key: 'count',
            title: t('reconciliation.quantity'),
            width: 80,
            align: 'right',
            value: (row) => (row.count === null ? '' : formatQuantity(row.count)),
          },
          {
            key: 'price',
            title: t('reconciliation.price'),
            width: 80,
            align: 'right',
            value: (row) => (row.price === null ? '' : formatPrice(row.price)),
          },
        ]
      : []
  return [
    {
      key: 'document',
      title: t('reconciliation.document'),
      width: 172,
      fixed: true,
      grow: detail === 'bill',
      value: (row) => row.documentNumber,
    },
    { key: 'day', title: t('reconciliation.day'), width: 92, value: (row) => row.day },
    { key: 'summary', title: t('reconciliation.summary'), width: 80, value: summaryOf },
    ...goods,
    ...(open
      ? [{ key: 'due', title: t('reconciliation.due'), width: 92, value: (row: StatementLine) => row.dueDay }]
      : []),
    {
      key: 'owed',
      title: t('reconciliation.owed'),
      width: 112,
      align: 'right',
      value: (row) => fen(columnsOf(row).owed),
    },
    {
      key: 'paid',
      title: t('reconciliation.paid'),
      width: 112,
      align: 'right',
      value: (row) => fen(columnsOf(row).paid),
    },
    {
      key: 'balance',
      title: t('reconciliation.balance'),
      width: 120,
      align: 'right',
      value: (row) => fen(row.balance),
    },
    ...(answers
      ? [
          {
            key: 'answer',
            title: t('reconciliation.answer'),
            width: 90,
            value: (row: StatementLine) => (row.answer === 'none' ? '' : t(`reconciliation.answer.${row.answer}`)),
          },
        ]
      : []),
  ]
}

/** The ageing strip: name and amount of each bucket, advances last. */
export function ageingStrip({ ageing }: Pick<StatementContent, 'ageing'>): { label: string; amount: number }[] {
  const overdue = bucketRanges(ageing.buckets).map(({ from, to }) =>
    to === null ? t('reconciliation.ageing.over', { days: from - 1 }) : t('reconciliation.ageing.days', { from, to }),
  )
  const strip = [t('reconciliation.ageing.notDue'), ...overdue].map((label, i) => ({
    label,
    amount: ageing.amounts[i] ?? 0,
  }))
  return ageing.credits === 0
    ? strip
    : [...strip, { label: t('reconciliation.ageing.credits'), amount: ageing.credits }]
}

/** Opening, what happened, closing; paid and let off are read as what they are. */
export function figuresShown({ figures, kind }: StatementContent): Figure[] {
  const { opening, charged, returned, received, discounted, adjusted, closing } = figures
  const shown: [Parameters<typeof t>[0], number][] =
    kind === 'outstanding'
      ? [['reconciliation.closing', closing]]
      : [
          ['reconciliation.opening', opening],
          ['reconciliation.charged', charged],
          ['reconciliation.returned', returned],
          ['reconciliation.received', -received + 0],
          ['reconciliation.discounted', -discounted + 0],
          ['reconciliation.adjusted', adjusted],
          ['reconciliation.closing', closing],
        ]
  return shown.map(([label, amount]) => ({ label: t(label), value: `¥${formatFen(amount)}` }))
}

/** An amount in capitals or words, as it stands on paper. */
export const inWords = (amount: number): string =>
  locale.value === 'en' ? amountInEnglish(amount) : amountInChinese(amount)

/** Route of a line's document; null: it has no page of its own. */
export function documentRoute({ source, documentId }: StatementLine) {
  if (source === 'shipment') return { name: 'shipment', params: { id: documentId } }
  if (source === 'return') return { name: 'sales-return', params: { id: documentId } }
  if (source === 'adjust') return { name: 'adjustment', params: { id: documentId } }
  return null
}
