import type { ImportKind, ImportOptions, ImportView } from '../../../../shared/contract/imports.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

export type ImportState = ImportView['state']
export type ImportCounts = ImportView['counts']
export type ImportReason = ImportView['reasons'][number]
export type KeptRecord = ImportView['kept'][number]

/** One sheet as it will be read. Columns count from 1. */
export interface JobSheet {
  no: number
  name: string
  rows: number
  columns: number
  selected: boolean
  headerRow: number | null
  mapping: JobColumn[]
}
export interface JobColumn {
  column: number
  header: string
  field: string | null
  confidence: number
  /** What tells a repeated column from the others: the warehouse of an opening stock column. */
  qualifier: string
}

/** What is kept of an import beside its name and state. */
export interface JobDocument {
  sheets: JobSheet[]
  options: ImportOptions
  missingFields: string[]
  counts: ImportCounts
  extra: Record<string, number>
  reasons: ImportReason[]
  error: ImportView['error']
  kept: KeptRecord[]
  /** Last number of the change log the check has seen. */
  checkedAt: number
  /** Chunks of the plan that are written; moved in the same transaction as the rows. */
  committed: number
  /** Steps of the undoing that are done; moved likewise. */
  undone: number
  /** Parts of the step under way that are done; absent in jobs of earlier programs, whose steps had no parts. */
  undonePart?: number
}

export interface Job {
  id: string
  kind: ImportKind
  fileName: string
  state: ImportState
  document: JobDocument
  createdBy: string
  createdAt: string
  finishedAt: string | null
}

export const NO_COUNTS: ImportCounts = { rows: 0, created: 0, updated: 0, skipped: 0, rejected: 0 }

export const newDocument = (sheets: JobSheet[], missingFields: string[], options: ImportOptions): JobDocument => ({
  sheets,
  options,
  missingFields,
  counts: NO_COUNTS,
  extra: {},
  reasons: [],
  error: null,
  kept: [],
  checkedAt: 0,
  committed: 0,
  undone: 0,
})

/** A job as stored. @throws NOT_FOUND */
export async function loadJob(ctx: Pick<QueryContext, 'db'>, id: string): Promise<Job> {
  const job = await findJob(ctx, id)
  if (!job) throw new AppError('NOT_FOUND', { entity: 'import', id })
  return job
}

export async function findJob(ctx: Pick<QueryContext, 'db'>, id: string): Promise<Job | null> {
  const row = await jobs(ctx).where('j.id', '=', id).executeTakeFirst()
  return row ? toJob(row) : null
}

/** The newest imports first. */
export async function recentJobs(ctx: Pick<QueryContext, 'db'>, limit: number): Promise<Job[]> {
  return (await jobs(ctx).orderBy('j.created_at', 'desc').orderBy('j.id', 'desc').limit(limit).execute()).map(toJob)
}

export async function insertJob(
  ctx: CommandContext,
  job: Pick<Job, 'id' | 'kind' | 'fileName' | 'state' | 'document'>,
): Promise<void> {
  await ctx.db
    .insertInto('import_job')
    .values({
      id: job.id,
      kind: job.kind,
      file_name: job.fileName,
      state: job.state,
      document: JSON.stringify(job.document),
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
}

/** Moves a job to another state, with the parts of its document that changed. */
export async function saveJob(
  ctx: CommandContext,
  id: string,
  change: { state?: ImportState; document?: Partial<JobDocument>; finished?: boolean },
): Promise<void> {
  const { document } = await loadJob(ctx, id)
  await ctx.db
    .updateTable('import_job')
    .set({
      document: JSON.stringify({ ...document, ...change.document }),
      ...(change.state ? { state: change.state } : {}),
      ...(change.finished ? { finished_at: ctx.at } : {}),
    })
    .where('id', '=', id)
    .execute()
}

function jobs(ctx: Pick<QueryContext, 'db'>) {
  return ctx.db
    .selectFrom('import_job as j')
    .innerJoin('user_account as u', 'u.id', 'j.created_by')
    .selectAll('j')
    .select('u.name as creator')
}

type JobRow = Awaited<ReturnType<ReturnType<typeof jobs>['execute']>>[number]

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.file_name,
    state: row.state as ImportState,
    document: JSON.parse(row.document) as JobDocument,
    createdBy: row.creator,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
