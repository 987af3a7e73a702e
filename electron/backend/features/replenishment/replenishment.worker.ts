import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import type { JobContext } from '../../db/workers/run-on-worker.ts'
import { advise, backTestAll, explain, type AdviceInput } from './advice-run.ts'
import { stockWarnings, type WarningsInput } from './warnings-run.ts'

const jobs = {
  advise: (input: AdviceInput, job: JobContext) => withReader(input.file, (reader) => advise(reader, input, job)),
  backTest: (input: AdviceInput, job: JobContext) =>
    withReader(input.file, (reader) => backTestAll(reader, input, job)),
  explain: (input: Parameters<typeof explain>[1] & { file: string }) =>
    withReader(input.file, (reader) => explain(reader, input)),
  warnings: (input: WarningsInput) => withReader(input.file, (reader) => stockWarnings(reader, input)),
}
export type ReplenishmentJobs = typeof jobs

serveWorker(jobs)
