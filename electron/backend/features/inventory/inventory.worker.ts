import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import { differencesOf } from './rebuild-compare.ts'
import { replayProducts } from './recost-replay.ts'

const jobs = {
  /** What the movements of products should be worth. */
  replay: ({ file, productIds }: { file: string; productIds: readonly string[] }) =>
    withReader(file, (reader) => replayProducts(reader, productIds)),
  /** Where stored balances and values differ from the movements. */
  compare: ({ file }: { file: string }) => withReader(file, differencesOf),
}
export type InventoryJobs = typeof jobs

serveWorker(jobs)
