import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import { replayProducts } from './recost-replay.ts'

const jobs = {
  replay: ({ file, productIds }: { file: string; productIds: readonly string[] }) =>
    withReader(file, (reader) => replayProducts(reader, productIds)),
}
export type RecostJobs = typeof jobs

serveWorker(jobs)
