/**
 * `npm run bench [-- --orders 1000000] [--quick] [--only submit,lists …]`: the application beside the raw limit in the same
 * run, as ratios (docs/performance.md). Fails when a ratio is more than 25 % past its goal; quick, on a small base and few
 * rounds, when it is more than ten times past it: that finds a lost index, not a busy machine.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openReader } from '../electron/backend/db/open.ts'
import { verifyDatabase } from '../electron/backend/features/system/verify.ts'
import { adviceGoals } from './goals/advice.ts'
import { exportGoals } from './goals/export.ts'
import { importGoals } from './goals/import.ts'
import { listGoals } from './goals/lists.ts'
import { meanwhileGoals } from './goals/meanwhile.ts'
import { moneyGoals } from './goals/money.ts'
import { reportGoals } from './goals/reports.ts'
import { reviewGoals } from './goals/review.ts'
import { searchGoals } from './goals/search.ts'
import { statementGoals } from './goals/statements.ts'
import { stockGoals } from './goals/stock.ts'
import { submitGoals } from './goals/submit.ts'
import { applicationBase, type Base } from './support/base.ts'
import type { Result } from './support/measure.ts'
import { rawBase } from './support/raw.ts'

const PARTS = [
  'submit',
  'search',
  'lists',
  'meanwhile',
  'verify',
  'import',
  'export',
  'advice',
  'stock',
  'review',
  'money',
  'statements',
  'reports',
] as const
type Part = (typeof PARTS)[number]

const { values } = parseArgs({
  options: { orders: { type: 'string' }, quick: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const { quick } = values
const only = values.only?.split(',') ?? PARTS
for (const part of only) if (!PARTS.some((p) => p === part)) throw new Error(`${part}: ${PARTS.join(', ')}`)
const wanted = (...parts: Part[]) => parts.some((part) => only.includes(part))
const alarm = quick ? 10 : 1.25
const size = { orders: Number(values.orders ?? (quick ? 20_000 : 100_000)), customers: 100_000, products: 50_000 }
const results: Result[] = []

say(`base: ${JSON.stringify(size)}, load ${loadavg()[0]!.toFixed(1)}`)
if (wanted('submit', 'search', 'lists', 'meanwhile', 'review', 'verify')) {
  const full = await applicationBase(size)
  try {
    if (wanted('submit')) await measured('submit', () => submitBeside(full))
    if (wanted('search')) await measured('search', () => searchGoals(full, quick ? 3 : 20))
    if (wanted('lists')) await measured('lists', () => listsOf(full))
    if (wanted('meanwhile')) {
      await measured('meanwhile', () => meanwhileGoals(full, quick ? 10_000 : 50_000, quick ? 100 : 400))
    }
    if (wanted('review')) await measured('review', () => reviewBeside(full))
    if (wanted('verify')) verify(full)
  } finally {
    await full.close()
  }
}
if (wanted('advice')) {
  const base = await applicationBase({ ...size, orders: 0 })
  await measured('advice', () => adviceGoals(base, quick ? 100 : 400)).finally(() => base.close())
}
if (wanted('stock')) {
  const stock = { products: quick ? 5000 : 50_000, warehouses: 5, movements: quick ? 50_000 : 500_000 }
  await measured('stock', () => stockGoals(stock, quick ? 20 : 200))
}
if (wanted('money')) await measured('money', () => moneyGoals(quick ? 20 : 200))
if (wanted('import')) await measured('import', () => importGoals(50_000, !quick))
if (wanted('statements')) {
  await measured('statements', () => statementGoals(quick ? 500 : 20_000, quick ? 20_000 : 1_000_000))
}
if (wanted('reports')) {
  const trade = {
    orders: values.orders ? size.orders : quick ? 20_000 : 1_000_000,
    customers: 20_000,
    products: 50_000,
  }
  await measured('reports', () => reportGoals(trade, { rounds: quick ? 5 : 20, quick }))
}
if (wanted('export')) await measured('export', () => exportGoals(quick ? 10_000 : 50_000, quick ? 1 : 3))

console.table(
  results.map((r) => ({
    goal: r.goal,
    what: r.what,
    ours: `${r.ours.toFixed(2)} ${r.unit}`,
    reference: `${r.reference.toFixed(2)} ${r.unit}`,
    ratio: r.ratio.toFixed(2),
    limit: r.limit,
    '': r.ratio <= r.limit ? 'ok' : r.ratio <= r.limit * alarm ? 'near' : 'ALARM',
  })),
)
say(`load ${loadavg()[0]!.toFixed(1)}`)
if (results.some((r) => r.ratio > r.limit * alarm)) process.exitCode = 1

async function measured(part: Part, run: () => Promise<Result[]>): Promise<void> {
  const start = performance.now()
  results.push(...(await run()))
  say(`${part}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

async function submitBeside(full: Base): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-raw-'))
  const empty = await applicationBase({ ...size, orders: 0 })
  const raw = rawBase(join(folder, 'raw.sqlite'), size)
  try {
    return await submitGoals(full, empty, raw, quick ? 50 : 300)
  } finally {
    raw.close()
    await empty.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function reviewBeside(full: Base): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-raw-'))
  const raw = rawBase(join(folder, 'raw.sqlite'), size)
  try {
    return await reviewGoals(full, raw, quick ? 20 : 100)
  } finally {
    raw.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Beside a tenth of the orders, where there are a million. */
async function listsOf(full: Base): Promise<Result[]> {
  const smaller = size.orders >= 1_000_000 ? await applicationBase({ ...size, orders: size.orders / 10 }) : null
  try {
    return await listGoals(full, smaller, quick ? 20 : 100)
  } finally {
    await smaller?.close()
  }
}

/** Goal 4: after all this work every rollup equals what it is made of. @throws when one does not */
function verify(full: Base): void {
  const reader = openReader(full.file)
  const { ok, checks, ms } = verifyDatabase(reader)
  reader.close()
  const faults = checks.filter((c) => !c.ok).map((c) => `${c.name}: ${c.faults.join('; ')}`)
  if (!ok) throw new Error(`the books do not add up: ${faults.join('\n')}`)
  say(`verify: clean in ${(ms / 1000).toFixed(1)} s`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
