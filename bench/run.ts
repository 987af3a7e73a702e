/**
 * `npm run bench [-- --orders 1000000] [--quick]`: the application beside the raw limit in the same run, as ratios
 * (docs/performance.md). Fails when a ratio is more than 25 % past its goal.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { submitGoals } from './goals/submit.ts'
import { applicationBase } from './support/base.ts'
import type { Result } from './support/measure.ts'
import { rawBase } from './support/raw.ts'

const ALARM = 1.25

const { values } = parseArgs({ options: { orders: { type: 'string' }, quick: { type: 'boolean', default: false } } })
const size = { orders: Number(values.orders ?? (values.quick ? 10_000 : 100_000)), customers: 20_000, products: 50_000 }
const folder = mkdtempSync(join(tmpdir(), 'huozhan-raw-'))
const results: Result[] = []

process.stdout.write(`base: ${JSON.stringify(size)}\n`)
const full = await applicationBase(size)
const empty = await applicationBase({ ...size, orders: 0 })
const raw = rawBase(join(folder, 'raw.sqlite'), size)
try {
  results.push(...(await submitGoals(full, empty, raw, values.quick ? 50 : 300)))
} finally {
  raw.close()
  await full.close()
  await empty.close()
  rmSync(folder, { recursive: true, force: true })
}

const rows = results.map((r) => ({
  goal: r.goal,
  what: r.what,
  ours: `${r.ours.toFixed(2)} ${r.unit}`,
  reference: `${r.reference.toFixed(2)} ${r.unit}`,
  ratio: r.ratio.toFixed(2),
  limit: r.limit,
  '': r.ratio <= r.limit ? 'ok' : r.ratio <= r.limit * ALARM ? 'near' : 'ALARM',
}))
console.table(rows)
if (results.some((r) => r.ratio > r.limit * ALARM)) process.exitCode = 1
