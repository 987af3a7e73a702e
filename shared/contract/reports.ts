import * as z from 'zod'
import { text } from './common.ts'
import { task } from './method.ts'

/**
 * What a column of a report holds, all numbers whole: `money` 分; `price` 1/10000 yuan; `quantity` thousandths of a unit;
 * `count`; `percent` basis points; `ratio` hundredths; `day` `YYYY-MM-DD`; `text`. null: not known, or hidden.
 */
export const REPORT_KINDS = ['text', 'money', 'price', 'quantity', 'count', 'percent', 'ratio', 'day'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

const value = z.union([z.string().max(2000), z.int(), z.null()])
export type ReportValue = z.infer<typeof value>

export const reportSheet = z.object({
  title: text(100).min(1),
  /** The question in words, a line each: period, filters, what is compared. */
  question: z.array(text(500)).max(20),
  columns: z
    .array(z.object({ key: text(80).min(1), label: text(80), kind: z.enum(REPORT_KINDS), width: z.int().optional() }))
    .min(1)
    .max(200),
  /** A value for each column, in their order. */
  rows: z.array(z.array(value)).max(200_000),
  totals: z.array(value).optional(),
  /** How it is computed. */
  note: text(2000),
})
/** A report as files write it. */
export type SheetToWrite = z.infer<typeof reportSheet>

/** What all reports have in common. */
export const reports = {
  /** A report as an .xlsx file: question on top, frozen header, number formats, totals, set up to print. */
  file: task('exports.run')
    .input(z.object({ sheet: reportSheet, locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(z.file()),
}
