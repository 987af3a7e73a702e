/**
 * What a cell becomes (units as everywhere in Huozhan):
 * - `text` text on one line · `code` `phone` `barcode` exact text, never a number
 * - `money` 分 · `price` 1/10000 yuan per unit · `quantity` thousandths · `integer` · `percent` basis points
 * - `day` `YYYY-MM-DD` · `instant` the wall clock of the company, `YYYY-MM-DDTHH:MM:SS`, without a zone
 * - `boolean` · `choice` the `value` of one of the field's choices
 */
export type ImportFieldKind =
  | 'text'
  | 'code'
  | 'phone'
  | 'barcode'
  | 'money'
  | 'price'
  | 'quantity'
  | 'integer'
  | 'percent'
  | 'day'
  | 'instant'
  | 'boolean'
  | 'choice'

export interface ImportChoice {
  readonly value: string
  readonly synonyms: readonly string[]
  /** Also chosen by this pattern; its first group, if any, is added: `term` and 30 become `term:30`. */
  readonly pattern?: RegExp
}

export interface ImportField {
  readonly key: string
  readonly label: { readonly zh: string; readonly en: string }
  readonly kind: ImportFieldKind
  /** A row without it is rejected. */
  readonly required?: boolean
  /** Other headers for it, the surest first; the labels count too. Blanks, case, signs and 必填 make no difference. */
  readonly synonyms: readonly string[]
  /** Headers for it that cannot be listed, tested on the normalised header. */
  readonly pattern?: RegExp
  /** Several columns may hold it, told apart by their headers: one opening stock column a warehouse. */
  readonly repeat?: boolean
  readonly choices?: readonly ImportChoice[]
  /** Longest text; 200 unless told. */
  readonly maxLength?: number
  /** Of a percent: a bare 1 is the whole, as a percent cell holds 100 %; else it is 1 %, which tax rates may be. */
  readonly whole?: boolean
  /** Negative numbers are refused. */
  readonly notNegative?: boolean
}

/** One kind of sheet that can be imported. */
export interface ImportKind {
  readonly fields: readonly ImportField[]
  /** At least one field of every group needs a column; without one the sheet cannot be imported by itself. */
  readonly needs: readonly (readonly string[])[]
}

/** Words for yes and no in boolean cells. */
export const YES_WORDS = ['是', '有', '对', '√', 'v', 'y', 'yes', 'true', '1', '启用', '开', 'on']
export const NO_WORDS = ['否', '无', '不', '×', 'x', 'n', 'no', 'false', '0', '禁用', '停用', '关', 'off']

/** Whether the record is in use; shared by customers and products. */
export const STATUS_CHOICES: readonly ImportChoice[] = [
  {
    value: 'active',
    synonyms: ['启用', '正常', '有效', '在用', '使用', '在售', '上架', '是', '1', 'active', 'enabled', 'yes', 'true'],
  },
  {
    value: 'archived',
    synonyms: [
      '禁用',
      '停用',
      '无效',
      '作废',
      '停售',
      '下架',
      '归档',
      '否',
      '0',
      'inactive',
      'disabled',
      'archived',
      'no',
      'false',
    ],
  },
]

type FieldRest = Omit<ImportField, 'key' | 'label' | 'kind' | 'synonyms'>

/** Writes one field of a list; `synonyms` are separated by `|` because headers may contain blanks and commas. */
export function field<const Key extends string>(
  key: Key,
  label: { readonly zh: string; readonly en: string },
  kind: ImportFieldKind,
  synonyms: string,
  rest: FieldRest = {},
): ImportField & { readonly key: Key } {
  return { key, label, kind, synonyms: synonyms.split('|'), ...rest }
}
