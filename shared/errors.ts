/**
 * Every error a caller can meet, in one closed list. The code and its data travel; the text is made on the screen
 * (`shared/i18n`), where a code without a Chinese and an English text does not compile.
 */
export interface ErrorData {
  /** The input does not fit the contract. `issues`: path and rule of each field. */
  INVALID_INPUT: { issues: { path: string; message: string }[] }
  /** Nobody is signed in on this connection. */
  SIGNED_OUT: Record<string, never>
  /** E-mail or password wrong; `left`: tries before the account is locked for a while. */
  LOGIN_FAILED: { left: number }
  /** Too many failed tries; `until`: instant at which the next try is accepted. */
  LOGIN_LOCKED: { until: string }
  /** The user lacks a right. */
  FORBIDDEN: { right: string }
  /** The record does not exist (any more). */
  NOT_FOUND: { entity: string; id: string }
  /** Somebody else changed the record since it was read; `changed`: which lines of which orders, from what to what. */
  CONFLICT: {
    entity: string
    id: string
    changed?: { orderNumber: string; lineNo: number; what: 'reserved' | 'open'; was: number; now: number }[]
  }
  /** A code, barcode or e-mail is taken by another record. */
  DUPLICATE: { entity: string; field: string; value: string; id?: string }
  /** The action is not allowed in the document's state. */
  WRONG_STATE: { entity: string; id: string; action: string; state: string }
  /** A rule was broken by a field. */
  RULE: { rule: RuleCode; field?: string; line?: number; value?: string }
  /** Not enough stock; every short product and warehouse with what is there (thousandths of the base unit). */
  SHORTAGE: {
    items: { productId: string; warehouseId: string; code: string; name: string; needed: number; available: number }[]
  }
  /** A spreadsheet was refused as a whole; `reason` is one of the file error codes. */
  FILE_REFUSED: { reason: string; detail?: string }
  /** The company file is newer than this program. */
  FILE_TOO_NEW: { file: string; version: number; supported: number }
  /** Another running program holds the company or the home folder. */
  LOCKED_ELSEWHERE: { where: string }
  /** The job was cancelled by its user. */
  CANCELLED: Record<string, never>
  /** A fault of ours; `reference` finds it in the log. */
  INTERNAL: { reference: string }
}

export type ErrorCode = keyof ErrorData

/** Rules a service or a screen can name; each has a text in both languages. */
export const RULE_CODES = [
  'ORDER_EMPTY',
  'CUSTOMER_REQUIRED',
  'CUSTOMER_ARCHIVED',
  'CUSTOMER_FROZEN',
  'ORDER_REFUSED',
  'PRODUCT_ARCHIVED',
  'QUANTITY_NOT_POSITIVE',
  'QUANTITY_TOO_LARGE',
  'PRICE_NEGATIVE',
  'DISCOUNT_OUT_OF_RANGE',
  'ORDER_DISCOUNT_TOO_LARGE',
  'UNIT_UNKNOWN',
  'FACTOR_INVALID',
  'REASON_REQUIRED',
  'OWN_ORDER_REVIEW',
  'APPROVED_ALREADY',
  'OTHER_LEVEL',
  'DEPUTY_SELF',
  'ROOMS_ABOVE_LIMIT',
  'SHIP_MORE_THAN_OPEN',
  'AMOUNT_NOT_POSITIVE',
  'LAST_ADMINISTRATOR',
  'PASSWORD_TOO_SHORT',
  'TREE_LOOP',
  'IN_USE',
  'PROMOTION_WITHOUT_GOODS',
  'PROMOTION_WITHOUT_CONDITION',
  'PROMOTION_WITHOUT_REWARD',
  'PROMOTION_PRICE_TWICE',
  'RANGE_EMPTY',
  'DATES_REVERSED',
  'PRICE_LIST_WITHOUT_HEADER',
  'BACKUP_INVALID',
  'IMPORT_NOT_READY',
  'IMAGE_INVALID',
  'ONLY_AT_HOST',
  'STOCK_NEGATIVE',
  'LOT_REQUIRED',
  'LOT_NOT_KEPT',
  'LOT_FROZEN',
  'LOT_SHORT',
  'LOT_DATES',
  'LOT_TOO_OLD',
  'LOT_RESERVED',
  'DOCUMENT_EMPTY',
  'DAY_IN_FUTURE',
  'TARGET_REQUIRED',
  'SAME_WAREHOUSE',
  'OTHER_SITE',
  'WHOLE_REQUIRED',
  'PARTS_REQUIRED',
  'PART_IS_WHOLE',
  'COST_REQUIRED',
  'COST_WITHOUT_STOCK',
  'COST_BELOW_ZERO',
  'RECEIVE_MORE_THAN_SENT',
  'RECEIVE_NOTHING',
  'HAS_FOLLOWER',
  'COUNT_EMPTY',
  'COUNT_TOO_LARGE',
  'COUNT_NOT_ON_LIST',
  'COUNT_OWN_REVIEW',
  'COUNT_RECOUNT_OPEN',
  'LABELS_TOO_MANY',
  'LOT_NEGATIVE',
  'LOT_STILL_FROZEN',
  'SUPPLIER_REQUIRED',
  'SUPPLIER_ARCHIVED',
  'PRICE_TWICE',
  'NOT_ON_ORDER',
  'RECEIVE_MORE_THAN_ORDERED',
  'LOTS_NOT_QUANTITY',
  'RETURN_MORE_THAN_RECEIVED',
  'TAX_ABOVE_AMOUNT',
  'FOLLOWED_BY',
  'AMEND_BELOW_SHIPPED',
  'AMEND_BELOW_NOTED',
  'AMEND_SHIPPED_LINE',
  'SPLIT_NOTHING',
  'MERGE_NOTHING',
  'MERGE_DIFFERENT',
  'RHYTHM_EMPTY',
  'PERIOD_LOCKED',
  'STATEMENT_OUTDATED',
  'LATER_PERIOD_LOCKED',
  'STATEMENT_LINE_UNKNOWN',
  'STATEMENT_FILE_UNKNOWN',
  'RETURN_MORE_THAN_SHIPPED',
  'RETURN_PRICE_TOO_HIGH',
  'RETURN_WITHOUT_PRICE',
  'RETURN_OWN_REVIEW',
  'NOT_ON_BILL',
  'LOT_NOT_ON_BILL',
  'ALLOWANCE_TOO_LARGE',
  'TRIP_EMPTY',
  'DRIVER_REQUIRED',
  'NOTE_NOT_CONFIRMED',
  'NOTE_ON_TRIP',
  'NOTE_NOT_FOR_TRIP',
  'TRIP_NOT_DONE',
  'SHORT_MORE_THAN_SENT',
  'PHONE_REQUIRED',
  'WAYBILL_REQUIRED',
  'SECRET_REQUIRED',
  'ADDRESS_NOT_SECURE',
  'PHOTOS_TOO_MANY',
  'MONEY_FOR_NOTHING',
  'NOTE_BEING_PICKED',
  'PICK_CLAIMED',
  'PICK_NOT_CLAIMED',
  'PICK_OTHER_WAREHOUSE',
  'PICK_NOTHING',
  'PICK_TOO_MUCH',
  'PICK_UNFINISHED',
  'CARTON_TOO_MUCH',
  'ALLOCATE_BELOW_NOTES',
  'ALLOCATE_TOO_MUCH',
  'LET_OFF_TOO_MUCH',
  'LET_OFF_MORE_THAN_OPEN',
  'SETTLE_MORE_THAN_OPEN',
  'REFUND_MORE_THAN_CREDIT',
  'SAME_ACCOUNT',
  'ACCOUNT_NOT_EMPTY',
  'NOT_A_CHEQUE',
  'PARTY_REQUIRED',
  'KEY_INVALID',
  'GATEWAY_INCOMPLETE',
  'GATEWAY_OFF',
  'WAY_UNKNOWN',
  'PAY_CODE_INVALID',
  'REFUND_MORE_THAN_PAID',
  'PAID_ONLINE',
  'BILL_UNREADABLE',
  'MAIL_OFF',
  'MAIL_INCOMPLETE',
  'MAIL_NOT_SECURE',
  'MAIL_ADDRESS_INVALID',
  'MAIL_TOO_LARGE',
  'CONFIRMATION_INVALID',
  'CONFIRMATION_EXPIRED',
  'MAILING_EMPTY',
  'MAILING_TOO_MANY',
  'MAILING_PLACEHOLDER',
  'COMPLAINT_STAYS',
  'CUSTOMER_MERGED',
  'OWN_FIELD_KIND',
  'OWN_FIELD_CHOICES',
  'OWN_FIELD_UNKNOWN',
  'OWN_VALUE_INVALID',
  'FILE_TYPE_REFUSED',
  'FILES_TOO_MANY',
  'MERGE_WALK_IN',
  'MERGE_STATEMENT_OPEN',
  'MERGE_UNDO_AGAIN',
  'MERGE_UNDO_BOOKED',
  'MERGE_UNDO_FOLLOWED',
  'MERGE_UNDO_SETTLED',
  'MERGE_UNDO_STATEMENT',
] as const
export type RuleCode = (typeof RULE_CODES)[number]

/** The one error type services throw; the door turns it into the reply. */
export class AppError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code
  readonly data: ErrorData[Code]
  constructor(code: Code, data: ErrorData[Code]) {
    super(code)
    this.name = 'AppError'
    this.code = code
    this.data = data
  }
}

/** Shorthand for a broken rule. */
export function ruleError(
  rule: RuleCode,
  where: { field?: string; line?: number; value?: string } = {},
): AppError<'RULE'> {
  return new AppError('RULE', { rule, ...where })
}
