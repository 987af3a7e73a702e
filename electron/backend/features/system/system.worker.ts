import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import { copyCompany } from './backup-file.ts'
import { verifyDatabase } from './verify.ts'

const jobs = {
  /** All checks on a company file that may be in use. */
  verify: ({ file }: { file: string }) => withReader(file, verifyDatabase),
  copy: copyCompany,
}
export type SystemJobs = typeof jobs

serveWorker(jobs)
