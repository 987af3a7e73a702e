import { execFileSync } from 'node:child_process'
import { createWriteStream, existsSync } from 'node:fs'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayFromNumber } from '../../shared/day.ts'
import type { Facts } from '../../shared/domain/analytics/facts.ts'

/**
 * DuckDB with the very rows our reports are made of, to be asked the same questions. Too large to be installed with the
 * project: it is fetched from the npm registry into the folder for temporary files when it is first needed.
 */
const PACKAGE = '@duckdb/node-api@1.5.6-r.1'

export interface Duck {
  /** Runs a statement and reads all of its result; @returns how many rows. */
  ask(sql: string): Promise<number>
  close(): void
}

interface Connection {
  runAndReadAll(sql: string): Promise<{ getRowsJS(): unknown[] }>
  closeSync(): void
}

/** Loads lines, customers and goods. @param folder for the files they travel by */
export async function duckOf(facts: Facts, folder: string): Promise<Duck> {
  const home = join(tmpdir(), 'huozhan-duckdb')
  const require = createRequire(join(home, 'package.json'))
  if (!existsSync(join(home, 'node_modules', '@duckdb', 'node-api')))
    execFileSync('npm', ['install', '--no-save', '--prefix', home, PACKAGE], { stdio: 'ignore' })
  const { DuckDBInstance } = require('@duckdb/node-api') as {
    DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> }
  }
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const lines = join(folder, 'lines.csv')
  await write(lines, linesOf(facts))
  await connection.runAndReadAll(`create table line as select * from read_csv('${lines}', header = true)`)
  const customers = join(folder, 'customers.csv')
  await write(customers, [
    'customer,region,grade\n',
    ...facts.customers.map((one, at) => `${at},${one.regionId ?? ''},${one.grade}\n`),
  ])
  await connection.runAndReadAll(`create table customer as select * from read_csv('${customers}', header = true)`)
  const products = join(folder, 'products.csv')
  await write(products, [
    'product,type,brand\n',
    ...facts.products.map((one, at) => `${at},${one.typeId ?? ''},${one.brand}\n`),
  ])
  await connection.runAndReadAll(`create table product as select * from read_csv('${products}', header = true)`)
  return {
    ask: async (sql) => (await connection.runAndReadAll(sql)).getRowsJS().length,
    close: () => connection.closeSync(),
  }
}

function* linesOf(facts: Facts): Generator<string> {
  yield 'day,document,customer,person,product,warehouse,quantity,amount,revenue,cost\n'
  let document = 0
  for (const day of facts.sales) {
    let text = ''
    const date = dayFromNumber(day.day)
    for (let d = 0; d < day.documents; d++, document++)
      for (let at = day.first[d]!; at < day.first[d + 1]!; at++)
        text += `${date},${document},${day.customer[d]},${day.person[d]},${day.product[at]},${day.warehouse[at]},${day.quantity[at]},${day.amount[at]},${day.revenue[at]},${day.cost[at]}\n`
    yield text
  }
}

async function write(path: string, parts: Iterable<string>): Promise<void> {
  const file = createWriteStream(path)
  for (const part of parts) if (!file.write(part)) await once(file, 'drain')
  file.end()
  await once(file, 'finish')
}
