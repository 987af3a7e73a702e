import { fork } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What one piece of work in a process of its own came to. */
export interface Measured<T> {
  value: T
  /** Largest resident memory of the process and those it started, together, MB; 0 where /proc is not to be had. */
  megabytes: number
  /** The same up to the moment the work marked. */
  markedMegabytes: number
}

const EVERY_MS = 20
const PROGRAM = fileURLToPath(new URL('./child.ts', import.meta.url))

/** Runs a named piece of work of `child.ts` in a process of its own and watches its memory while it measures. */
export function inProcess<T>(task: string, input: unknown): Promise<Measured<T>> {
  const child = fork(PROGRAM, [task], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send({ input })
  let megabytes = 0
  let markedMegabytes = 0
  const timer = setInterval(() => (megabytes = Math.max(megabytes, treeMegabytes(child.pid!))), EVERY_MS)
  return new Promise((resolve, reject) => {
    let value: { done: T } | undefined
    child.on('message', (message) => {
      if (message === 'mark') markedMegabytes = megabytes
      else value = message as { done: T }
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      clearInterval(timer)
      if (value) resolve({ value: value.done, megabytes, markedMegabytes })
      else reject(new Error(`${task} ended with ${code}`))
    })
  })
}

/** Resident memory of a process and all below it. */
function treeMegabytes(root: number): number {
  const pages = new Map<number, { parent: number; megabytes: number }>()
  try {
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      try {
        const status = readFileSync(`/proc/${entry}/status`, 'utf8')
        const number = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0)
        pages.set(Number(entry), { parent: number('PPid'), megabytes: number('VmRSS') / 1024 })
      } catch {
        // it has ended meanwhile
      }
    }
  } catch {
    return 0
  }
  const isBelow = (id: number): boolean => id === root || (pages.has(id) && isBelow(pages.get(id)!.parent))
  let sum = 0
  for (const [id, { megabytes }] of pages) if (isBelow(id)) sum += megabytes
  return sum
}
