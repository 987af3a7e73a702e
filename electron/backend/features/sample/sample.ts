import { rmSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Application } from '../../application.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import type { SampleJobs } from './sample.worker.ts'

const worker = workerOf<SampleJobs>(new URL('./sample.worker.ts', import.meta.url))

/** One making per program: asked twice, both wait for the same. */
const making = new WeakMap<Application, { done: Promise<string>; percent: number }>()

/**
 * Makes the sample company: a year of a flour-and-grain distributor up to today, generated through the contract by a
 * program of its own (own home folder beside the companies, own clock that walks through the year, own thread). The
 * finished company is moved among the others in one rename; a crash leaves nothing that anybody sees.
 * @returns its id; takes 10 to 20 seconds, see `sampleProgress`
 */
export function makeSampleCompany(application: Application): Promise<string> {
  const known = making.get(application)
  if (known) return known.done
  const state = { done: make(application, (percent) => (state.percent = percent)), percent: 0 }
  making.set(application, state)
  state.done.finally(() => making.delete(application)).catch(() => {})
  return state.done
}

/** How far the making is, in percent; null when none is under way. */
export function sampleProgress(application: Application): number | null {
  return making.get(application)?.percent ?? null
}

async function make(application: Application, onProgress: (percent: number) => void): Promise<string> {
  const { folder } = application
  const workshop = join(folder.path, 'making-sample')
  // what a crash may have left
  rmSync(workshop, { recursive: true, force: true })
  await mkdir(workshop, { recursive: true })
  try {
    const today = application.now().toISOString()
    const { companyId } = await worker('make', { home: workshop, now: today }, { onProgress })
    await rename(join(workshop, 'companies', companyId), folder.companyFolder(companyId))
    return companyId
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}
