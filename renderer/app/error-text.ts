import type { ErrorCode, ErrorData, RuleCode } from '../../shared/errors.ts'
import { SPREADSHEET_ERROR_CODES } from '../../shared/domain/import/file-errors.ts'
import { REVIEW_RULES } from '../../shared/domain/review/rules.ts'
import { RIGHTS } from '../../shared/access.ts'
import { t, type MessageKey } from './i18n.ts'

/** A failed call as the screens see it: one of our codes with its data, or something that never reached the backend. */
export type Failure =
  | { [Code in ErrorCode]: { code: Code; data: ErrorData[Code] } }[ErrorCode]
  | { code: 'OFFLINE' }
  | { code: 'UNKNOWN'; message: string }

/** Names what was thrown by a call. Never throws. */
export function failureOf(error: unknown): Failure {
  if (isCoded(error)) return { code: error.code, data: error.data } as Failure
  // fetch answers a missing host with a bare TypeError; its message differs between browsers
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return { code: 'OFFLINE' }
  return { code: 'UNKNOWN', message: error instanceof Error ? error.message : String(error) }
}

/** One sentence in the current language: what is wrong and what to do about it. */
export function errorText(error: unknown): string {
  const failure = failureOf(error)
  switch (failure.code) {
    case 'LOGIN_FAILED':
      return t('errors.LOGIN_FAILED', { left: failure.data.left })
    case 'LOGIN_LOCKED':
      return t('errors.LOGIN_LOCKED', { until: clock(failure.data.until) })
    case 'FORBIDDEN':
      return t('errors.FORBIDDEN', { right: rightName(failure.data.right) })
    case 'NOT_FOUND':
    case 'CONFLICT':
      return t(`errors.${failure.code}`, { entity: entityName(failure.data.entity) })
    case 'DUPLICATE':
      return t('errors.DUPLICATE', { field: fieldName(failure.data.field), value: failure.data.value })
    case 'WRONG_STATE':
      return t('errors.WRONG_STATE', { state: failure.data.state })
    case 'RULE':
      return placed(ruleText(failure.data.rule), failure.data)
    case 'SHORTAGE':
      return t('errors.SHORTAGE', { items: failure.data.items.map(shortageItem).join('；') })
    case 'FILE_REFUSED':
      return t('errors.FILE_REFUSED', { reason: fileReason(failure.data.reason) })
    case 'FILE_TOO_NEW':
      return t('errors.FILE_TOO_NEW', { version: failure.data.version, supported: failure.data.supported })
    case 'LOCKED_ELSEWHERE':
      return t('errors.LOCKED_ELSEWHERE', { where: failure.data.where })
    case 'INTERNAL':
      return t('errors.INTERNAL', { reference: failure.data.reference })
    case 'UNKNOWN':
      return t('errors.UNKNOWN', { message: failure.message })
    case 'INVALID_INPUT':
    case 'SIGNED_OUT':
    case 'CANCELLED':
    case 'OFFLINE':
      return t(`errors.${failure.code}`)
  }
}

/** Broken rules about lots and about changed orders say which line and which lot, order or number they mean; closed books say up to which day. */
function placed(text: string, { rule, line, value }: ErrorData['RULE']): string {
  if (rule === 'ORDER_REFUSED') return t('errors.at', { where: refusingRules(value), text })
  if (rule === 'PERIOD_LOCKED' && value) return t('errors.at', { where: value, text })
  if (!/^(LOT|PICK|ALLOCATE|NOTE_BEING|CARTON|AMEND|MERGE)_/.test(rule)) return text
  const where = [line === undefined ? '' : t('errors.line', { line }), value ?? ''].filter(Boolean).join(' ')
  return where === '' ? text : t('errors.at', { where, text })
}

/** Names of the review rules that refuse an order. */
const refusingRules = (rules: string | undefined): string =>
  (rules ?? '')
    .split(' ')
    .map((rule) => REVIEW_RULES.find((one) => one === rule))
    .flatMap((rule) => (rule ? [t(`settings.rule.${rule}`)] : []))
    .join(t('common.between'))

/** The text of a rule, for problems found on the screen before a call. A rule without a text does not compile. */
export function ruleText(rule: RuleCode): string {
  return t(`errors.rule.${rule}`)
}

const CODES: Record<ErrorCode, true> = {
  INVALID_INPUT: true,
  SIGNED_OUT: true,
  LOGIN_FAILED: true,
  LOGIN_LOCKED: true,
  FORBIDDEN: true,
  NOT_FOUND: true,
  CONFLICT: true,
  DUPLICATE: true,
  WRONG_STATE: true,
  RULE: true,
  SHORTAGE: true,
  FILE_REFUSED: true,
  FILE_TOO_NEW: true,
  LOCKED_ELSEWHERE: true,
  CANCELLED: true,
  INTERNAL: true,
}

function isCoded(error: unknown): error is { code: ErrorCode; data: unknown } {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  const { code } = error
  return typeof code === 'string' && Object.hasOwn(CODES, code) && 'data' in error && typeof error.data === 'object'
}

const clock = (instant: string): string => new Date(instant).toTimeString().slice(0, 5)

function rightName(right: string): string {
  const known = RIGHTS.find((one) => one === right)
  return known ? t(`rights.${known}`) : right
}

const ENTITIES = {
  customer: 'errors.entity.customer',
  product: 'errors.entity.product',
  order: 'errors.entity.order',
  shipment: 'errors.entity.shipment',
  pickList: 'errors.entity.pickList',
  stockDocument: 'errors.entity.stockDocument',
  user: 'errors.entity.user',
  role: 'errors.entity.role',
  warehouse: 'errors.entity.warehouse',
  site: 'errors.entity.site',
  company: 'errors.entity.company',
  import: 'errors.entity.import',
} as const satisfies Record<string, MessageKey>

function entityName(entity: string): string {
  return t(Object.hasOwn(ENTITIES, entity) ? ENTITIES[entity as keyof typeof ENTITIES] : 'errors.entity.other')
}

const FIELDS = {
  code: 'errors.field.code',
  barcode: 'errors.field.barcode',
  name: 'errors.field.name',
  lotNumber: 'lots.number',
  email: 'errors.field.email',
  mobile: 'errors.field.mobile',
} as const satisfies Record<string, MessageKey>

function fieldName(field: string): string {
  return t(Object.hasOwn(FIELDS, field) ? FIELDS[field as keyof typeof FIELDS] : 'errors.field.other')
}

function fileReason(reason: string): string {
  const known = SPREADSHEET_ERROR_CODES.find((one) => one === reason)
  return known ? t(`errors.file.${known}`) : t('errors.file.other', { reason })
}

/** Quantities arrive in thousandths of the base unit. */
function shortageItem(item: ErrorData['SHORTAGE']['items'][number]): string {
  return t('errors.SHORTAGE.item', {
    name: item.name,
    needed: item.needed / 1000,
    available: item.available / 1000,
  })
}
