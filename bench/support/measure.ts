/** One line of the result table: what was measured beside what, and the limits of performance.md. */
export interface Result {
  goal: string
  what: string
  /** The application's figure and the reference's, in `unit`. */
  ours: number
  reference: number
  unit: string
  ratio: number
  /** Largest ratio wanted; the alarm is 25 % above it. */
  limit: number
}

export function result(
  goal: string,
  what: string,
  ours: number,
  reference: number,
  limit: number,
  unit = 'ms',
): Result {
  return { goal, what, ours, reference, unit, ratio: ours / reference, limit }
}

export const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!

export interface Timing {
  p50: number
  p95: number
  p99: number
  max: number
  /** CPU of this process per call, ms. */
  cpu: number
}

export function timingOf(times: readonly number[], cpuTotal = 0): Timing {
  const sorted = [...times].sort((a, b) => a - b)
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1)!,
    cpu: cpuTotal / sorted.length,
  }
}

export type Run = (i: number) => unknown

/**
 * Runs several loops block by block, alternating, so that what the machine does meanwhile hits all of them alike.
 * @returns a timing for each, over all blocks; the first block of each warms up and is not counted
 */
export async function alternate(
  runs: readonly Run[],
  options: { blocks: number; perBlock: number },
): Promise<Timing[]> {
  const times = runs.map(() => [] as number[])
  const cpu = runs.map(() => 0)
  for (let block = 0; block <= options.blocks; block++) {
    for (const [r, run] of runs.entries()) {
      const before = process.cpuUsage()
      for (let i = 0; i < options.perBlock; i++) {
        const start = performance.now()
        const done = run(block * options.perBlock + i)
        if (done instanceof Promise) await done
        if (block > 0) times[r]!.push(performance.now() - start)
      }
      const used = process.cpuUsage(before)
      if (block > 0) cpu[r]! += (used.user + used.system) / 1000
    }
  }
  return times.map((t, i) => timingOf(t, cpu[i]))
}

export async function seconds<T>(work: () => Promise<T> | T): Promise<{ value: T; ms: number }> {
  const start = performance.now()
  const value = await work()
  return { value, ms: performance.now() - start }
}

/** The same sequence for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
