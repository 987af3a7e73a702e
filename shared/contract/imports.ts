import * as z from 'zod'
import { id, text } from './common.ts'
import { query, task } from './method.ts'

export const IMPORT_KINDS = ['customers', 'products', 'orders', 'suppliers'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]
export const IMPORT_STATES = [
  'reading',
  'mapping',
  'checking',
  'ready',
  'committing',
  'done',
  'cancelled',
  'interrupted',
  'failed',
  'undoing',
  'undone',
] as const

/** One problem of one cell; `code` and `data` make the text in the reader's language. Rows and columns count from 1. */
export const importProblem = z.object({
  row: z.int(),
  column: z.int().nullable(),
  field: z.string().nullable(),
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type ImportProblem = z.infer<typeof importProblem>

export const importOptions = z.object({
  /** Existing records with the same key: bring them up to date, or leave them alone. */
  existing: z.enum(['update', 'skip']).default('update'),
  /** Order lines without a customer: the walk-in customer 散客, or rejected. */
  noCustomer: z.enum(['walk-in', 'reject']).default('walk-in'),
  /** Unknown customers and products of order lines are created on the way. */
  createMissing: z.boolean().default(true),
  /** Day order of ambiguous dates like 03/04/2025. */
  dateOrder: z.enum(['dmy', 'mdy']).default('dmy'),
})
export type ImportOptions = z.infer<typeof importOptions>

export const importSheet = z.object({
  no: z.int(),
  name: z.string(),
  rows: z.int(),
  columns: z.int(),
  selected: z.boolean(),
  /** 1-based row of the header; null: the sheet has none. */
  headerRow: z.int().nullable(),
  /** One entry a column, counted from 1. Below a confidence of 0.7 the user should look. */
  mapping: z.array(
    z.object({ column: z.int(), header: z.string(), field: z.string().nullable(), confidence: z.number() }),
  ),
})
export type ImportSheet = z.infer<typeof importSheet>

/** What an undo could not take back: `entity` is a table's name, `label` number, code or name of the record. */
export const importKept = z.object({
  entity: z.string(),
  label: z.string(),
  /**
   * `in-use`: other records refer to it · `changed`: edited since · `archived`: its ledger entries were taken back by
   * opposite ones, the record itself is put away · `stock-used`: the opening stock is sold or reserved · `settled`: the
   * opening balance is paid
   */
  why: z.enum(['in-use', 'changed', 'archived', 'stock-used', 'settled']),
})
export type ImportKept = z.infer<typeof importKept>

export const importCounts = z.object({
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  skipped: z.int(),
  rejected: z.int(),
})

export const importView = z.object({
  id,
  kind: z.enum(IMPORT_KINDS),
  fileName: z.string(),
  state: z.enum(IMPORT_STATES),
  progress: z.object({ done: z.int(), total: z.int() }),
  sheets: z.array(importSheet),
  options: importOptions,
  /** Required fields no column was found for (`a/b`: one of them); the import cannot go on before they are mapped. */
  missingFields: z.array(z.string()),
  counts: importCounts,
  /** For orders: documents, customers and products that would be or were created. */
  extra: z.record(z.string(), z.int()),
  reasons: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning']),
      field: z.string().nullable(),
      count: z.int(),
      /** Of the first of them. */
      data: z.record(z.string(), z.union([z.string(), z.number()])),
      /** The first 200 rows. */
      rows: z.array(z.int()),
    }),
  ),
  error: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Done, or interrupted in the middle: what was written can be taken back. */
  canUndo: z.boolean(),
  /** Filled by an undo. */
  kept: z.array(importKept),
})
export type ImportView = z.infer<typeof importView>

export const importRow = z.object({
  sheet: z.int(),
  row: z.int(),
  action: z.enum(['create', 'update', 'skip', 'reject']).nullable(),
  cells: z.array(z.string()),
  /** Number of the picture in the row, for `picture`; null: none that would be kept. */
  picture: z.int().nullable(),
  problems: z.array(importProblem),
})

export const imports = {
  list: query('imports.run').output(z.array(importView)),
  get: query('imports.run').input(z.object({ id })).output(importView),
  /**
   * Takes the file, reads it in a process of its own and proposes sheet, header row and mapping; the reply comes when it is
   * read, `get` and `rows` show the first rows long before. When nothing required is missing, the check begins by itself.
   * @throws FILE_REFUSED, which leaves nothing behind
   */
  open: task('imports.run')
    .input(z.object({ id, kind: z.enum(IMPORT_KINDS), file: z.file() }))
    .output(importView),
  /**
   * Sets sheets, header rows, mapping and options, and checks every row in the background (`checking` → `ready`); the mapping
   * is remembered for this layout. A mapping without columns is proposed anew for the header row.
   */
  configure: task('imports.run')
    .input(
      z.object({
        id,
        sheets: z.array(
          z.object({
            no: z.int(),
            selected: z.boolean(),
            headerRow: z.int().min(1).nullable(),
            mapping: z.array(z.object({ column: z.int(), field: text(50).nullable() })).max(1024),
          }),
        ),
        options: importOptions,
      }),
    )
    .output(importView),
  rows: query('imports.run')
    .input(
      z.object({
        id,
        sheet: z.int(),
        from: z.int().min(1),
        count: z.int().min(1).max(200),
        only: z.enum(['all', 'problems']).default('all'),
        code: text(60).optional(),
      }),
    )
    .output(z.object({ rows: z.array(importRow), nextRow: z.int().nullable() })),
  /** Replaces cells by typed text and checks the rows again. */
  correct: task('imports.run')
    .input(
      z.object({
        id,
        cells: z
          .array(z.object({ sheet: z.int(), row: z.int(), column: z.int(), text: text(2000) }))
          .min(1)
          .max(5000),
      }),
    )
    .output(importView),
  /**
   * Writes the good rows in small transactions, in the background (`committing` → `done`); the rest of the application goes on
   * working. Goes on where an `interrupted` one stopped, writing nothing twice.
   */
  commit: task('imports.run').input(z.object({ id })).output(importView),
  /** Stops reading, checking or writing; what was written is taken back (`cancelled`). */
  cancel: task('imports.run').input(z.object({ id })).output(importView),
  /**
   * Takes everything back that this import wrote and nobody has used or changed since, in the background (`undoing` →
   * `undone`); what stays is in `kept`.
   */
  undo: task('imports.run').input(z.object({ id })).output(importView),
  /** The user's own file again with a column that says what is wrong. */
  problemFile: task('imports.run')
    .input(z.object({ id, locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(z.file()),
  /** One picture of a file of products, while it is not older than a week. */
  picture: query('imports.run')
    .input(z.object({ id, no: z.int().min(0) }))
    .output(z.file()),
  /** An empty template with our headers. */
  template: task('imports.run')
    .input(z.object({ kind: z.enum(IMPORT_KINDS), locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(z.file()),
}
