import * as z from 'zod'
import { NOTE_COLUMNS, NOTE_SHEET_NAMES, templateProblem } from '../domain/printing/note-template.ts'
import { id, name, pageInput, pageOf, text } from './common.ts'
import { command, query } from './method.ts'

/** Millimetres on paper, in tenths at the finest. */
const millimetres = z.number().min(4).max(120)

/** What a company decides about its 送货单 (domain/printing/note-template.ts). */
export const noteTemplate = z
  .object({
    sheet: z.enum(NOTE_SHEET_NAMES),
    title: text(20),
    columns: z.array(z.object({ key: z.enum(NOTE_COLUMNS), width: millimetres.nullable() })).max(NOTE_COLUMNS.length),
    fontSize: z.number().min(9).max(12),
    showDebt: z.boolean(),
    showWords: z.boolean(),
    showBarcode: z.boolean(),
    showWeight: z.boolean(),
    copies: z.array(name(12)).max(5),
  })
  .refine((template) => templateProblem(template) === null, 'columns')

/** A document as HTML with its own `@page` size, ready to be printed. */
export const paper = z.object({ html: z.string(), title: z.string() })

/** What can be printed again from the history by its ids. */
export const PRINT_KINDS = [
  'delivery-note',
  'stock-document',
  'purchase-order',
  'purchase-receipt',
  'purchase-return',
  'labels',
  'statement',
  'other',
] as const
export type PrintKind = (typeof PRINT_KINDS)[number]

/**
 * `waiting`: handed to the printer, no answer yet; `handed-over`: the browser's own print dialog took it and tells nothing;
 * `saved`: as a PDF.
 */
export const PRINT_OUTCOMES = ['waiting', 'printed', 'handed-over', 'saved', 'failed', 'cancelled'] as const
export type PrintOutcome = (typeof PRINT_OUTCOMES)[number]

export const printJob = z.object({
  id,
  kind: z.enum(PRINT_KINDS),
  title: z.string(),
  documentIds: z.array(id),
  copies: z.int(),
  printer: z.string(),
  outcome: z.enum(PRINT_OUTCOMES),
  /** The printing system's own words. */
  problem: z.string(),
  printedBy: z.string(),
  at: z.string(),
})
export type PrintJob = z.infer<typeof printJob>

const outcome = z.object({ id, outcome: z.enum(PRINT_OUTCOMES), problem: text(500).default('') })

/** The print queue with its history, and what papers look like. */
export const printing = {
  /** Prints of this installation, newest first; `open`: those that wait or failed. */
  jobs: query('signed-in')
    .input(z.object({ ...pageInput, filter: z.enum(['all', 'open']).default('all'), search: text(100).optional() }))
    .output(pageOf(printJob)),
  /** Notes a print that begins. The same id again changes nothing. */
  begin: command('signed-in')
    .input(
      z.object({
        id,
        kind: z.enum(PRINT_KINDS),
        title: text(200),
        documentIds: z.array(id).max(2000),
        copies: z.int().min(1).max(99),
        printer: text(500),
      }),
    )
    .output(z.object({ id })),
  /** Notes how a print ended. */
  finish: command('signed-in').input(outcome).output(z.object({ id })),
  /** A note as it would look by a template that is not saved: the newest note there is, else a made-up one. */
  previewNote: query('company.manage')
    .input(
      z.object({
        template: noteTemplate,
        rows: z.int().min(3).max(30),
        footer: text(500),
        locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
    )
    .output(paper),
}
