import { createHash } from 'node:crypto'
import { AppError } from '../../../../shared/errors.ts'
import type { ReminderTarget } from '../../../../shared/contract/crm.ts'
import type { FoundKind } from '../../../../shared/domain/crm/findings.ts'
import type { Day } from '../../../../shared/day.ts'
import { idOfBytes } from '../../../../shared/ids.ts'
import type { Company } from '../../backend.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import type { QueryContext } from '../../rpc/context.ts'
import type { CrmJobs } from './crm.worker.ts'
import type { Finding } from './findings-run.ts'

/** What was found is looked for again after this time, and when a day begins. */
const HOLDS_MILLISECONDS = 3_600_000

const worker = workerOf<CrmJobs>(new URL('./crm.worker.ts', import.meta.url))
const kept = new WeakMap<Company, { day: Day; at: number; findings: Promise<Finding[]> }>()

/**
 * What there is to remind of today, as of the last hour, worked out on a worker and kept: `lookAgain` says what has become
 * of those that are shown.
 */
export function findingsOfToday(ctx: QueryContext): Promise<Finding[]> {
  const { company, today } = ctx
  const now = ctx.now.getTime()
  const last = kept.get(company)
  if (last?.day === today && now - last.at < HOLDS_MILLISECONDS) return last.findings
  const findings = worker('findings', { file: company.file, today })
  kept.set(company, { day: today, at: now, findings })
  // tried again with the next question
  findings.catch(() => kept.delete(company))
  return findings
}

/** The same finding has the same id everywhere, so that two people who deal with it at once deal with one reminder. */
export function findingId(finding: {
  kind: FoundKind
  customerId: string
  productId: string | null
  episode: string
}): string {
  const { kind, customerId, productId, episode } = finding
  const hash = createHash('sha256').update([kind, customerId, productId ?? '', episode].join('|'))
  return idOfBytes(hash.digest().subarray(0, 16))
}

/** What a target says it is about. @throws INVALID_INPUT when its id names something else */
export function foundOf(target: ReminderTarget): NonNullable<ReminderTarget['found']> {
  if (target.found && target.id === findingId(target.found)) return target.found
  throw new AppError('INVALID_INPUT', { issues: [{ path: 'targets', message: 'id' }] })
}
