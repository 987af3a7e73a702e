import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader } from '../../electron/backend/db/open.ts'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { startHost } from '../hosts/programs.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../support/make.ts'
import { rpcClient } from '../transports/http-client.ts'
import { settled } from './acknowledged.ts'
import { equal, verifyFile, type Proof } from './proof.ts'
import { readRetail, sameInReports } from './retail-facts.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const DATA = resolve(ROOT, '../shared/data')
const EMAIL = 'owner@example.com'
const PASSWORD = 'a password for proofs'

/** Files as published, with the facts known of them; amounts in 分. */
const WHOLE = { file: 'online-retail/online-retail.xlsx', lines: 541_909, amount: 974_774_793 as number | null }
const PART = { file: 'import/D05_orders_online_retail_II_34766.xlsx', lines: 34_766, amount: null }

interface Written {
  orders: number
  lines: number
  total: number
  customers: number
  products: number
}

/**
 * A real year of a wholesaler through the command line: every line is imported or rejected with a reason, the amounts add
 * up to the file's own, the books are clean, and undo takes everything back while orders are submitted over HTTP.
 */
export const retailProof: Proof = async ({ reduced }) => {
  const { file, lines, amount } = reduced ? PART : WHOLE
  const path = join(DATA, file)
  if (!existsSync(path)) throw new Error(`the data sets are not beside the project: ${path}`)
  const home = mkdtempSync(join(tmpdir(), 'huozhan-retail-'))
  let host: Awaited<ReturnType<typeof startHost>>['program'] | undefined
  try {
    await commandLine('company', 'create', '--home', home, '--name', '零售', '--email', EMAIL, '--password', PASSWORD)
    const companyFile = join(home, 'companies', readdirSync(join(home, 'companies'))[0]!, 'company.sqlite')
    const before = written(companyFile)
    const result = await commandLine('import', 'orders', path, '--home', home)
    const { rows, created, updated, skipped, rejected, ms } = result as Record<string, number>
    equal(rows, lines, 'lines of the file')
    equal([created! + updated! + skipped! + rejected!, updated, skipped], [lines, 0, 0], 'created, updated, skipped')
    const reasons = (result['reasons'] as { count: number }[]).reduce((sum, r) => sum + r.count, 0)
    equal(reasons >= rejected!, true, 'every rejected line has a reason')
    const verified = await commandLine('verify', '--home', home)
    equal(verified['ok'], true, 'verify on the command line')
    const after = written(companyFile)
    equal(after.lines, created, 'lines in the books')

    const { program, url } = await startHost(home, '--port', '0')
    host = program
    const client = rpcClient(url)
    await client.home.login({ email: EMAIL, password: PASSWORD })
    const id = (await client.imports.list())[0]!.id
    const inFile = await readRetail(path, await rejectedRows(client, id))
    if (amount !== null) equal(inFile.all, amount, 'amount of all lines')
    equal(after.total + inFile.rejected, inFile.all, 'imported and rejected amounts together')
    const facts = await sameInReports(client, inFile)

    const meanwhile = await undoWhileSubmitting(client, id)
    program.kill()
    await program.ended
    verifyFile(companyFile)
    const back = written(companyFile)
    // the orders submitted meanwhile stay
    equal(
      { ...back, orders: back.orders - meanwhile.orders, lines: back.lines - meanwhile.orders },
      { ...before, total: back.total, customers: before.customers + 1, products: before.products + 1 },
      'what is left after undoing',
    )
    return (
      `${rows} lines: ${created} imported, ${rejected} rejected in ${(ms! / 1000).toFixed(1)} s; ${after.orders} orders, ` +
      `${after.customers - before.customers} customers, ${after.products - before.products} products; ` +
      `${(after.total / 100).toFixed(2)} + ${(inFile.rejected / 100).toFixed(2)} rejected = ${(inFile.all / 100).toFixed(2)}; ` +
      `all undone while ${meanwhile.orders} orders were submitted, slowest ${meanwhile.slowest.toFixed(0)} ms\n${facts}`
    )
  } finally {
    host?.kill()
    await host?.ended
    rmSync(home, { recursive: true, force: true })
  }
}

/** As a person types it: npm run -s cli -- …; @returns its one JSON object */
async function commandLine(...args: string[]): Promise<Record<string, unknown>> {
  const child = spawn('npm', ['run', '-s', 'cli', '--', ...args, '--json'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done))
  if (code !== 0) throw new Error(`cli ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return JSON.parse(stdout) as Record<string, unknown>
}

function written(file: string): Written {
  const reader = openReader(file)
  try {
    return reader
      .prepare<[], Written>(
        `select count(*) as orders, (select count(*) from sales_order_line) as lines, coalesce(sum(total), 0) as total,
           (select count(*) from customer) as customers, (select count(*) from product) as products from sales_order`,
      )
      .get()!
  } finally {
    reader.close()
  }
}

async function rejectedRows(client: Client, id: string): Promise<Set<string>> {
  const rejected = new Set<string>()
  const { sheets, reasons } = await client.imports.get({ id })
  for (const { code } of reasons.filter((r) => r.severity === 'error')) {
    for (const { no } of sheets.filter((s) => s.selected)) {
      for (let from: number | null = 1; from !== null;) {
        const page = await client.imports.rows({ id, sheet: no, from, count: 200, only: 'problems', code })
        for (const row of page.rows) if (row.action === 'reject') rejected.add(`${row.sheet} ${row.row}`)
        from = page.nextRow
      }
    }
  }
  return rejected
}

async function undoWhileSubmitting(client: Client, id: string): Promise<{ orders: number; slowest: number }> {
  const customer = await makeCustomer(client)
  const product = await makeProduct(client, { id: newId(), stock: 1_000_000 })
  let undoing = true
  let slowest = 0
  let orders = 0
  const submitting = (async () => {
    while (undoing) {
      const start = performance.now()
      await submitOrder(client, customer.id, [line(product.id, 1 + (orders % 50))])
      slowest = Math.max(slowest, performance.now() - start)
      orders += 1
      await sleep(20)
    }
  })()
  await client.imports.undo({ id })
  const state = await settled(client, id)
  undoing = false
  await submitting
  equal(state, 'undone', 'the import')
  equal((await client.imports.get({ id })).kept, [], 'records that undo kept')
  return { orders, slowest }
}
