import type { ImportKind, ImportView } from '../../../shared/contract/imports.ts'
import { CUSTOMER_IMPORT } from '../../../shared/domain/import/customer-fields.ts'
import type { ImportKind as KindOfSheet } from '../../../shared/domain/import/fields.ts'
import { ORDER_IMPORT } from '../../../shared/domain/import/order-fields.ts'
import { IMPORT_PROBLEM_CODES, type ImportProblemData } from '../../../shared/domain/import/problems.ts'
import { problemText } from '../../../shared/domain/import/problem-texts.ts'
import { PRODUCT_IMPORT } from '../../../shared/domain/import/product-fields.ts'
import { SUPPLIER_IMPORT } from '../../../shared/domain/import/supplier-fields.ts'
import { shallowRef } from 'vue'
import { t, type Locale } from '../../app/i18n.ts'

const KINDS: Readonly<Record<ImportKind, KindOfSheet>> = {
  customers: CUSTOMER_IMPORT,
  products: PRODUCT_IMPORT,
  orders: ORDER_IMPORT,
  suppliers: SUPPLIER_IMPORT,
}

/** The company's own fields of customers: labels by the key their columns have in an import. */
const own = shallowRef<ReadonlyMap<string, string>>(new Map())

/** Takes the company's own fields, so that columns can be matched with them. */
export function takeOwnFields(fields: readonly { id: string; name: string; active: boolean }[]): void {
  own.value = new Map(fields.filter((field) => field.active).map(({ id, name }) => [`own:${id}`, name]))
}

/** The label of a field in the language of the screens; the key itself when a newer backend knows more fields. */
export function fieldLabel(kind: ImportKind, key: string, locale: Locale): string {
  const label = KINDS[kind].fields.find((field) => field.key === key)?.label
  return label?.[locale === 'en' ? 'en' : 'zh'] ?? own.value.get(key) ?? key
}

/** Fields a column can be matched with; `repeat` ones may have several columns. */
export function fieldOptions(kind: ImportKind, locale: Locale): { key: string; label: string; repeat: boolean }[] {
  const known = KINDS[kind].fields.map(({ key, label, repeat }) => ({
    key,
    label: label[locale === 'en' ? 'en' : 'zh'],
    repeat: repeat ?? false,
  }))
  if (kind !== 'customers') return known
  return [...known, ...[...own.value].map(([key, label]) => ({ key, label, repeat: false }))]
}

/** Names of the fields that need a column and have none: `商品编码 或 条码`. */
export function missingLabels(kind: ImportKind, chosen: readonly (string | null)[], locale: Locale): string[] {
  return KINDS[kind].needs
    .filter((group) => !group.some((key) => chosen.includes(key)))
    .map((group) => group.map((key) => fieldLabel(kind, key, locale)).join(t('imports.or')))
}

/** What is wrong and what to do about it; the code itself when a newer backend knows more problems. */
export function problemWords(
  code: string,
  data: ImportProblemData,
  locale: Locale,
): { reason: string; remedy: string } {
  const known = IMPORT_PROBLEM_CODES.find((one) => one === code)
  return known ? problemText(known, data, locale) : { reason: code, remedy: '' }
}

/** True while the backend works on an import. */
export const isBusy = (state: ImportView['state']): boolean =>
  state === 'reading' || state === 'checking' || state === 'committing' || state === 'undoing'
