import * as z from 'zod'
import { day, fen, id, instant, name, pageInput, pageOf, quantity, text, version } from './common.ts'
import { command, query, task } from './method.ts'
import { DIFFERENCE_STATES, STATEMENT_ACTIONS, STATEMENT_STATES } from '../domain/reconciliation/states.ts'

/** `activity`: opening, every bill, return and receipt, closing; `outstanding`: what is open at the end of a day. */
export const STATEMENT_KINDS = ['activity', 'outstanding'] as const
/** `bill`: a line for each bill (按单); `goods`: a line for each goods line (按商品明细). */
export const STATEMENT_DETAILS = ['bill', 'goods'] as const
export const STATEMENT_EVENTS = [
  'created',
  'sent',
  'saved',
  'printed',
  'answered',
  'confirmed',
  'disputed',
  'resolved',
  'locked',
  'unlocked',
  'void',
] as const
const ENTRY_KINDS = [
  'opening',
  'shipment',
  'return',
  'receipt',
  'refund',
  'discount',
  'adjust',
  'void',
  'moved-out',
  'moved-in',
] as const
const ANSWERS = ['none', 'agreed', 'disputed'] as const

export const statementLine = z.object({
  /** Number of the bill on the statement and of its goods line; 0: the bill as a whole. */
  no: z.int(),
  item: z.int(),
  entryId: id,
  day,
  dueDay: day,
  kind: z.enum(ENTRY_KINDS),
  /** The kind; for a void that of the entry it takes back. */
  source: z.enum(ENTRY_KINDS),
  documentId: z.string(),
  documentNumber: z.string(),
  /** Empty on lines of whole bills. */
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  unit: z.string(),
  /** Thousandths of the unit as typed; returned goods below 0. */
  count: quantity.nullable(),
  /** 1/10000 yuan per unit. */
  price: z.int().nullable(),
  /** 分, signed as in the ledger; of `outstanding` what is open. */
  amount: fen,
  /** Running balance, 分. */
  balance: fen,
  answer: z.enum(ANSWERS),
})
export type StatementLine = z.infer<typeof statementLine>

export const statementFigures = z.object({
  opening: fen,
  charged: fen,
  returned: fen,
  received: fen,
  discounted: fen,
  adjusted: fen,
  closing: fen,
})

export const ageingView = z.object({
  buckets: z.array(z.int()),
  /** Not yet due, then each bucket (分). */
  amounts: z.array(fen),
  credits: fen,
})

/** What a statement says, live or as it was sent. */
export const statementContent = z.object({
  customer: z.object({ id, code: z.string(), name: z.string(), contact: z.string(), phone: z.string() }),
  kind: z.enum(STATEMENT_KINDS),
  detail: z.enum(STATEMENT_DETAILS),
  from: day,
  to: day,
  figures: statementFigures,
  ageing: ageingView,
  lines: z.array(statementLine),
})
export type StatementContent = z.infer<typeof statementContent>

export const differenceView = z.object({
  id,
  statementId: id,
  statementNumber: z.string(),
  customerId: id,
  customer: z.string(),
  lineNo: z.int(),
  itemNo: z.int(),
  /** The bill it is about; empty: the closing balance or a bill that is not on the statement. */
  documentNumber: z.string(),
  day: day.nullable(),
  ours: fen,
  theirs: fen.nullable(),
  remark: z.string(),
  assignedTo: id.nullable(),
  assignee: z.string(),
  status: z.enum(DIFFERENCE_STATES),
  resolution: z.string(),
  adjustmentId: id.nullable(),
  adjustmentNumber: z.string(),
  createdAt: instant,
  resolvedAt: instant.nullable(),
  resolvedBy: z.string(),
  version,
})
export type DifferenceView = z.infer<typeof differenceView>

const head = {
  id,
  number: z.string(),
  customerId: id,
  customer: z.string(),
  kind: z.enum(STATEMENT_KINDS),
  detail: z.enum(STATEMENT_DETAILS),
  from: day,
  to: day,
  status: z.enum(STATEMENT_STATES),
  /** What was booked into its days after it was sent (分); 0: its figures are the ledger's. */
  late: fen,
  replyBy: day.nullable(),
  version,
}

export const statementRow = z.object({
  ...head,
  code: z.string(),
  /** As sent; a draft's are those of now. */
  opening: fen,
  closing: fen,
  openDifferences: z.int(),
  sentAt: instant.nullable(),
})
export type StatementRow = z.infer<typeof statementRow>

export const statementView = z.object({
  ...head,
  content: statementContent,
  reason: z.string(),
  actions: z.array(z.enum(STATEMENT_ACTIONS)),
  differences: z.array(differenceView),
  events: z.array(z.object({ id, kind: z.enum(STATEMENT_EVENTS), note: z.string(), user: z.string(), at: instant })),
})
export type StatementView = z.infer<typeof statementView>

/** What the customer said to one line. `no` 0: item 0 is the closing balance, others bills that are not on the statement. */
export const lineAnswer = z.object({
  no: z.int().min(0),
  item: z.int().min(0).default(0),
  agreed: z.boolean(),
  /** The customer's figure, 分, signed as in the ledger; null: not said. */
  theirs: fen.nullable().default(null),
  remark: text(500).default(''),
})
export type LineAnswer = z.infer<typeof lineAnswer>

export const monthLockView = z.object({
  until: day.nullable(),
  history: z.array(z.object({ no: z.int(), until: day.nullable(), reason: z.string(), user: z.string(), at: instant })),
})

export const adjustmentView = z.object({
  id,
  number: z.string(),
  customerId: id,
  customer: z.string(),
  day,
  amount: fen,
  reason: z.string(),
  status: z.enum(['posted', 'void']),
  voidReason: z.string(),
  createdBy: z.string(),
  version,
})

const question = {
  customerId: id,
  kind: z.enum(STATEMENT_KINDS).default('activity'),
  detail: z.enum(STATEMENT_DETAILS).default('bill'),
  from: day,
  to: day,
}
const listFilter = {
  /** Statements whose last day lies between these. */
  from: day.optional(),
  to: day.optional(),
  status: z.enum(STATEMENT_STATES).optional(),
  customerId: id.optional(),
  search: text(100).optional(),
}
const locale = z.enum(['zh-CN', 'en']).default('zh-CN')
/** Names a run of the caller, so that `progress` can tell how far it is. */
const job = id.optional()
const month = { from: day, to: day }

/** Statements of account: what customers are told they owe, their answers, corrections, and closing of periods. */
export const reconciliation = {
  list: query('settlement.view')
    .input(z.object({ ...pageInput, ...listFilter }))
    .output(pageOf(statementRow)),
  counts: query('settlement.view')
    .input(z.object(listFilter).omit({ status: true }))
    .output(z.object({ all: z.int(), states: z.partialRecord(z.enum(STATEMENT_STATES), z.int()) })),
  get: query('settlement.view').input(z.object({ id })).output(statementView),
  /** A customer's account of any days as of now; of past days without later money. */
  preview: query('settlement.view').input(z.object(question)).output(statementContent),
  create: command('settlement.edit')
    .input(z.object({ id, ...question }))
    .output(statementView),
  /** Drafts for every customer with entries in the days or a balance at their end; those who have one are left alone. */
  createMonth: task('settlement.edit')
    .input(
      z.object({
        ...month,
        kind: z.enum(STATEMENT_KINDS).default('activity'),
        detail: z.enum(STATEMENT_DETAILS).default('bill'),
        job,
      }),
    )
    .output(z.object({ made: z.int(), there: z.int() })),
  /** Fixes the figures and notes how they reached the customer. */
  send: command('settlement.edit')
    .input(z.object({ id, version, channel: z.enum(['file', 'print', 'email', 'other']), note: text(200).default('') }))
    .output(statementView),
  /** All drafts whose last day lies in the days. */
  sendMonth: task('settlement.edit')
    .input(z.object({ ...month, channel: z.enum(['file', 'print', 'email', 'other']), job }))
    .output(z.object({ sent: z.int() })),
  /** What the customer said, typed or read from the file; `rest` agrees to every line not named. */
  answer: command('settlement.edit')
    .input(
      z.object({
        id,
        version,
        answers: z.array(lineAnswer).max(20_000).default([]),
        rest: z.boolean().default(false),
        note: text(200).default(''),
      }),
    )
    .output(statementView),
  /** Reads the file a customer sent back. Writes nothing. */
  readAnswer: task('settlement.edit')
    .input(z.object({ file: z.file(), id: id.optional() }))
    .output(
      z.object({
        statements: z.array(
          z.object({
            id,
            number: z.string(),
            customer: z.string(),
            status: z.enum(STATEMENT_STATES),
            version,
            answers: z.array(lineAnswer),
            /** Lines of the file without an answer, and those that could not be read, by their row. */
            silent: z.int(),
            unreadable: z.array(z.object({ row: z.int(), text: z.string() })),
          }),
        ),
      }),
    ),
  lock: command('settlement.edit').input(z.object({ id, version })).output(statementView),
  unlock: command('settlement.lock')
    .input(z.object({ id, version, reason: name(200) }))
    .output(statementView),
  void: command('settlement.edit')
    .input(z.object({ id, version, reason: name(200) }))
    .output(statementView),
  differences: query('settlement.view')
    .input(
      z.object({
        ...pageInput,
        open: z.boolean().default(true),
        mine: z.boolean().default(false),
        customerId: id.optional(),
      }),
    )
    .output(pageOf(differenceView)),
  assign: command('settlement.edit')
    .input(z.object({ id, version, userId: id.nullable() }))
    .output(differenceView),
  /** Explained by whoever it is assigned to; corrected by an adjustment on an open day. */
  resolve: command('settlement.view')
    .input(
      z.object({
        id,
        version,
        resolution: name(500),
        adjustment: z
          .object({ id, day: day.optional(), amount: fen.refine((amount) => amount !== 0, 'zero') })
          .nullable()
          .default(null),
      }),
    )
    .output(differenceView),
  /** 调整单, newest first; `search` finds numbers, reasons and customers. */
  adjustments: query('settlement.view')
    .input(
      z.object({
        ...pageInput,
        status: z.enum(['posted', 'void']).optional(),
        from: day.optional(),
        to: day.optional(),
        search: text(100).optional(),
      }),
    )
    .output(pageOf(adjustmentView)),
  adjustment: query('settlement.view').input(z.object({ id })).output(adjustmentView),
  /** 调整单 without a difference. */
  adjust: command('settlement.edit')
    .input(
      z.object({
        id,
        customerId: id,
        day: day.optional(),
        amount: fen.refine((amount) => amount !== 0, 'zero'),
        reason: name(200),
      }),
    )
    .output(adjustmentView),
  voidAdjustment: command('settlement.edit')
    .input(z.object({ id, version, reason: name(200) }))
    .output(adjustmentView),
  monthLock: query('settlement.view').output(monthLockView),
  /** Closes all customers' accounts up to a day, or opens them again after an earlier one (null: altogether). */
  lockMonth: command('settlement.lock')
    .input(z.object({ until: day.nullable(), reason: name(200) }))
    .output(monthLockView),
  /** Paper of statements, noted on each. */
  print: command('settlement.view')
    .input(z.object({ ids: z.array(id).min(1).max(200), locale }))
    .output(z.object({ html: z.string(), title: z.string() })),
  /** One statement as .xlsx, several as a .zip of them or as one workbook; noted on each. */
  save: task('exports.run')
    .input(
      z.object({
        ids: z.array(id).max(500).optional(),
        /** Without ids: all statements of these days that are not void. */
        ...z.object(month).partial().shape,
        oneWorkbook: z.boolean().default(false),
        locale,
        job,
      }),
    )
    .output(z.file()),
  /**
   * E-mails statements with the file to their customers; drafts are sent by it. Named ones go out again; of some days those
   * that were never mailed.
   */
  mail: task('settlement.edit')
    .input(z.object({ ids: z.array(id).min(1).max(500).optional(), ...z.object(month).partial().shape, job }))
    .output(
      z.object({
        queued: z.int(),
        /** Their customers have no e-mail address. */
        without: z.array(z.object({ id, number: z.string(), customer: z.string() })),
      }),
    ),
  /** How far a run of this user is. */
  progress: query('settlement.view')
    .input(z.object({ job: id }))
    .output(z.object({ done: z.int(), total: z.int() })),
  /** Somebody is about to read a file that came back. */
  prepare: task('settlement.edit'),
}
