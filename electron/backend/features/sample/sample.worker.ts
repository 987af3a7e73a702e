import { serveWorker } from '../../db/workers/serve-worker.ts'
import { generateSample } from './generate.ts'

const jobs = { make: generateSample }
export type SampleJobs = typeof jobs

serveWorker(jobs)
