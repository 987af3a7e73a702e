import * as z from 'zod'
import { REPORT_RHYTHMS } from '../domain/analytics/report-schedule.ts'
import { done, id, instant, name, version } from './common.ts'
import { mailAddress } from './mail.ts'
import { command, query, task } from './method.ts'

/** Pages whose question can be saved, by the names of their routes; each is made without its screen too. */
export const REPORT_PAGES = [
  'sales-report',
  'trends',
  'customer-value',
  'demand',
  'call-list',
  'push-list',
  'stock-analysis',
  'stock-flow',
] as const
export type ReportPageName = (typeof REPORT_PAGES)[number]

/** What a report is made as. */
export const REPORT_FORMATS = ['xlsx', 'pdf'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

export const reportRun = z.object({
  /** When it was due, or made by hand. */
  dueAt: z.string(),
  madeAt: instant,
  outcome: z.enum(['made', 'failed']),
  /** Code of what went wrong; a report that was made may still not have been mailed. */
  problem: z.string(),
  /** Name in the company's folder of reports; '' where none was made. */
  file: z.string(),
  mailed: z.boolean(),
})
export type ReportRun = z.infer<typeof reportRun>

export const savedReportFields = z.object({
  id,
  name: name(60),
  report: z.enum(REPORT_PAGES),
  /** The question as the page's address has it. */
  address: z.record(z.string().max(40), z.string().max(20_000)),
  shared: z.boolean().default(false),
  rhythm: z.enum(REPORT_RHYTHMS).default('none'),
  /** Weekly: 0 Monday … 6; monthly: the day, shorter months end earlier. */
  onDay: z.int().min(0).max(31).default(0),
  atTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .default('08:00'),
  format: z.enum(REPORT_FORMATS).default('xlsx'),
  /** Who gets the file by e-mail. */
  recipients: z.array(mailAddress).max(20).default([]),
  /** Language of the file. */
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
})
export const savedReportView = savedReportFields.extend({
  owner: z.string(),
  mine: z.boolean(),
  /** Day and time in the company's zone; null: not by itself. */
  nextAt: z.string().nullable(),
  last: reportRun.nullable(),
  version,
})
export type SavedReportView = z.infer<typeof savedReportView>

/** Questions people have saved: their own and those shared with them, and when they are made by themselves. */
export const savedReports = {
  list: query('reports.view').output(z.array(savedReportView)),
  /** Version 0 saves a new one. Others' reports are changed by who keeps the company only. */
  save: command('reports.view').input(savedReportFields.extend({ version })).output(savedReportView),
  remove: command('reports.view').input(z.object({ id, version })).output(done),
  /** Makes it now: files it and mails it as the schedule does. */
  run: task('exports.run').input(z.object({ id })).output(reportRun),
  /** The last runs, newest first. */
  runs: query('reports.view').input(z.object({ id })).output(z.array(reportRun)),
  /** A file that was made. */
  file: task('exports.run')
    .input(z.object({ id, dueAt: z.string().max(40) }))
    .output(z.file()),
}
