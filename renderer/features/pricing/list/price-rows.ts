import type { PriceChange, PriceRow } from '../../../../shared/contract/pricing.ts'
import {
  changeOf,
  readTiers,
  sameTiers,
  tierText,
  type PriceKind,
  type Tier,
} from '../../../../shared/domain/pricing/price-cell.ts'
import { t } from '../../../app/i18n.ts'
import type { CellTag, GridColumn, GridRow } from '../../../components/LineGrid/index.ts'

/** Prices changed and not applied yet, by column key. */
export type Edits = Readonly<Record<string, readonly Tier[]>>

/** A product in one unit with what has been typed over its prices. */
export interface ListRow extends GridRow {
  readonly prices: PriceRow
  readonly edits: Edits
}

/** Which price stands in a column. */
export interface PriceColumn {
  key: string
  kind: PriceKind
  grade: string
  title: string
  width: number
}

export const toRow = (prices: PriceRow, edits: Edits): ListRow => ({
  id: `${prices.productId} ${prices.unit}`,
  prices,
  edits,
})

/** The columns this user may see, in the order of the list. @param mask kinds of price hidden from the user */
export function priceColumns(grades: readonly string[], mask: readonly string[], customer: string): PriceColumn[] {
  const plain = (kind: PriceKind, width: number): PriceColumn => ({
    key: kind,
    kind,
    grade: '',
    title: t(`pricing.kind.${kind}`),
    width,
  })
  return [
    ...(mask.includes('purchase') ? [] : [plain('purchase', 92)]),
    ...(mask.includes('retail') ? [] : [plain('retail', 92)]),
    ...(mask.includes('sale') ? [] : [plain('sale', 100)]),
    ...(mask.includes('purchase') ? [] : [plain('floor', 92)]),
    ...(mask.includes('sale')
      ? []
      : [
          plain('break', 150),
          ...grades.map((grade): PriceColumn => ({
            key: `level ${grade}`,
            kind: 'level',
            grade,
            title: t('pricing.levelOf', { grade }),
            width: 110,
          })),
          ...(customer === '' ? [] : [{ ...plain('contract', 130), title: t('pricing.contractOf', { customer }) }]),
        ]),
  ]
}

/** What is in force now, whatever has been typed. */
export function tiersOf(prices: PriceRow, { kind, grade }: Pick<PriceColumn, 'kind' | 'grade'>): readonly Tier[] {
  if (kind === 'break') return prices.breaks
  if (kind === 'contract') return prices.contract
  if (kind === 'level') return prices.levels.find((level) => level.grade === grade)?.tiers ?? []
  const price = prices[kind]
  return price === null ? [] : [{ minQuantity: 0, price }]
}

export function gridColumns(columns: readonly PriceColumn[], mayEdit: boolean): GridColumn<ListRow>[] {
  const fact = (key: string, title: string, width: number, format: (row: ListRow) => string): GridColumn<ListRow> => ({
    key,
    title,
    width,
    kind: 'readonly',
    format,
  })
  return [
    fact('code', t('products.code'), 84, (row) => row.prices.code),
    { ...fact('name', t('products.name'), 150, (row) => row.prices.name), grow: 2 },
    fact('spec', t('products.spec'), 90, (row) => row.prices.spec),
    fact('unit', t('pricing.unit'), 76, ({ prices }) =>
      prices.isBase ? prices.unit : `${prices.unit} ×${prices.factor / 1000}`,
    ),
    ...columns.map((column) => priceColumn(column, mayEdit)),
    fact('next', t('pricing.nextChange'), 92, (row) => row.prices.nextChange ?? ''),
  ]
}

function priceColumn(column: PriceColumn, mayEdit: boolean): GridColumn<ListRow> {
  const { key, kind } = column
  const now = (row: ListRow): readonly Tier[] => row.edits[key] ?? tiersOf(row.prices, column)
  return {
    key,
    title: column.title,
    width: column.width,
    align: 'right',
    kind: 'text',
    stop: true,
    help: t(
      kind === 'break'
        ? 'pricing.help.break'
        : kind === 'level' || kind === 'contract'
          ? 'pricing.help.tiers'
          : 'pricing.help.price',
    ),
    editable: (row) => mayEdit && (row.prices.isBase || !['purchase', 'retail', 'floor'].includes(kind)),
    format: (row) => tierText(now(row), row.prices.factor),
    parse: (text, row) => {
      const read = readTiers(text, row.prices.factor, kind)
      if (read.fault !== undefined) return { error: t(`pricing.fault.${read.fault}`) }
      const { [key]: _, ...others } = row.edits
      const isSame = sameTiers(read.tiers, tiersOf(row.prices, column))
      return { patch: { edits: isSame ? others : { ...others, [key]: read.tiers } } }
    },
    tags: (row) => (row.edits[key] ? [changeTag(tiersOf(row.prices, column), row.edits[key])] : []),
  }
}

function changeTag(old: readonly Tier[], next: readonly Tier[]): CellTag {
  const change = changeOf(old, next)
  const title = t('pricing.was', { price: old.length === 0 ? '–' : tierText(old, 1000) })
  if (change === null || change === 0) return { text: t('pricing.changed'), tone: 'info', title }
  return { text: changeText(change), tone: 'info', title }
}

/** `+5%`, `-12.5%`. @param change basis points */
export const changeText = (change: number): string => `${change > 0 ? '+' : ''}${change / 100}%`

/** As the contract takes it. */
export function changesOf(
  rows: Iterable<ListRow>,
  columns: readonly PriceColumn[],
  customerId: string | null,
): PriceChange[] {
  return [...rows].flatMap(({ prices, edits }) =>
    Object.entries(edits).flatMap(([key, tiers]) => {
      const column = columns.find((one) => one.key === key)
      if (!column) return []
      const { kind, grade } = column
      const { productId, unit } = prices
      return [{ productId, unit, kind, grade, customerId: kind === 'contract' ? customerId : null, tiers: [...tiers] }]
    }),
  )
}
