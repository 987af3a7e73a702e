import type { ReviewSimulation } from '../../../../shared/contract/review.ts'
import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import { simulateReview, type SimulationInput } from './simulate.ts'

const jobs = { simulate }
export type OrdersJobs = typeof jobs

function simulate(input: SimulationInput & { file: string }): Promise<ReviewSimulation> {
  return withReader(input.file, (reader) => {
    // one state of the books for all statements
    reader.exec('BEGIN')
    try {
      return simulateReview(reader, input)
    } finally {
      reader.exec('COMMIT')
    }
  })
}

serveWorker(jobs)
