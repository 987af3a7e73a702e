import type { Day } from '../../../../shared/day.ts'
import { kyselyOn } from '../../db/dialect.ts'
import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import { findAll } from './findings-run.ts'

const jobs = {
  findings: ({ file, today }: { file: string; today: Day }) =>
    withReader(file, (reader) => findAll(kyselyOn(reader), today)),
}
export type CrmJobs = typeof jobs

serveWorker(jobs)
