import type Database from 'better-sqlite3'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../shared/contract/index.ts'
import { equal } from './proof.ts'

interface Acknowledged {
  number: string | null
  version: number
}

const BUSY = ['reading', 'checking', 'committing', 'undoing']

/** What the host has acknowledged to somebody: it must be there for ever after. */
export class Ledger {
  readonly #orders = new Map<string, Acknowledged & { total: number | null }>()
  readonly #drafts = new Map<string, Acknowledged>()
  readonly #notes = new Map<string, Acknowledged & { posted: boolean }>()
  readonly #receipts = new Map<string, Acknowledged & { amount: number }>()
  /** Imports asked for: how many customers, and whether the host has said that they are written. */
  readonly #imports = new Map<string, { prefix: string; rows: number; done: boolean }>()

  order = (o: { id: string; number: string | null; version: number; total: number | null }) =>
    void this.#orders.set(o.id, { number: o.number, version: o.version, total: o.total })
  draft = (o: { id: string; version: number }) => void this.#drafts.set(o.id, { number: null, version: o.version })
  note = (n: { id: string; number: string; version: number; status: string }) =>
    void this.#notes.set(n.id, { number: n.number, version: n.version, posted: n.status === 'posted' })
  receipt = (r: { id: string; number: string; version: number; amount: number }) =>
    void this.#receipts.set(r.id, { number: r.number, version: r.version, amount: r.amount })
  importAsked = (id: string, prefix: string, rows: number) => void this.#imports.set(id, { prefix, rows, done: false })
  importDone = (id: string) => void (this.#imports.get(id)!.done = true)

  counts() {
    return {
      orders: this.#orders.size,
      drafts: this.#drafts.size,
      notes: this.#notes.size,
      receipts: this.#receipts.size,
      imports: [...this.#imports.values()].filter((i) => i.done).length,
    }
  }

  /** @throws when anything acknowledged is missing or older than it was, or an import is half there */
  check(database: Database.Database): void {
    const byId = <T>(sql: string) => {
      const found = new Map<string, T>()
      for (const row of database.prepare<[], T & { id: string }>(sql).iterate()) found.set(row.id, row)
      return found
    }
    type Row = { number: string | null; version: number; total: number; status: string; amount: number }
    const orders = byId<Row>('select id, number, version, total from sales_order')
    for (const [id, known] of this.#orders) {
      const row = orders.get(id)
      equal([row?.number, row?.total], [known.number, known.total], `order ${id}`)
      newer(row, known, `order ${id}`)
    }
    for (const [id, known] of this.#drafts) newer(orders.get(id), known, `draft ${id}`)
    const notes = byId<Row>('select id, number, version, status from shipment')
    for (const [id, known] of this.#notes) {
      const row = notes.get(id)
      equal(row?.number, known.number, `note ${id}`)
      newer(row, known, `note ${id}`)
      if (known.posted) equal(row?.status, 'posted', `note ${id}`)
    }
    const receipts = byId<Row>('select id, number, version, amount from money_document')
    for (const [id, known] of this.#receipts) {
      const row = receipts.get(id)
      equal([row?.number, row?.amount], [known.number, known.amount], `receipt ${id}`)
    }
    const count = database.prepare<[string], number>('select count(*) from customer where code glob ?').pluck()
    for (const { prefix, rows, done } of this.#imports.values()) {
      if (done) equal(count.get(`${prefix}*`), rows, `customers of import ${prefix}`)
    }
  }

  /** Imports that were cut off while they were written go on; the others are dropped. @returns how many went on */
  async finishImports(client: Client): Promise<number> {
    let resumed = 0
    for (const [id, own] of this.#imports) {
      if (own.done) continue
      const view = await client.imports.get({ id }).catch(() => null)
      if (view?.state === 'interrupted') {
        await client.imports.commit({ id })
        equal(await settled(client, id), 'done', `import ${own.prefix} going on`)
        resumed += 1
      } else if (view?.state !== 'done') {
        this.#imports.delete(id)
        continue
      }
      own.done = true
    }
    return resumed
  }
}

/** The state an import comes to rest in. */
export async function settled(client: Client, id: string): Promise<string> {
  for (;;) {
    const { state, error } = await client.imports.get({ id })
    if (error) throw new Error(`import ${id}: ${JSON.stringify(error)}`)
    if (!BUSY.includes(state)) return state
    await sleep(20)
  }
}

function newer(row: { version: number } | undefined, known: Acknowledged, what: string): void {
  if (!row || row.version < known.version) throw new Error(`${what}: version ${row?.version}, was ${known.version}`)
}
