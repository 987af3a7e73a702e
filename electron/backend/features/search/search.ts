import type Database from 'better-sqlite3'
import {
  createSearchIndex,
  type SearchEntry,
  type SearchHit,
  type SearchIndex,
  type SearchOptions,
} from '../../../../shared/pinyin-search.ts'
import type { Change } from '../../db/unit-of-work.ts'

type Kind = 'customer' | 'product' | 'supplier'

const SOURCES: Record<Kind, { tables: string[]; all: string; one: string }> = {
  customer: {
    tables: ['customer', 'customer_contact'],
    ...selects(`select c.id, c.code, c.name, c.short_name as short, c.mnemonic, c.pinyin, c.initials, '' as spec,
      (select group_concat(mobile || ' ' || phone, ' ') from customer_contact where customer_id = c.id) as numbers
      from customer c`),
  },
  product: {
    tables: ['product', 'product_barcode'],
    ...selects(`select c.id, c.code, c.name, '' as short, c.mnemonic, c.pinyin, c.initials, c.spec,
      (select group_concat(barcode, ' ') from product_barcode where product_id = c.id) as numbers
      from product c`),
  },
  supplier: {
    tables: ['supplier', 'supplier_contact'],
    ...selects(`select c.id, c.code, c.name, c.short_name as short, c.mnemonic, c.pinyin, c.initials, '' as spec,
      (select group_concat(mobile || ' ' || phone, ' ') from supplier_contact where supplier_id = c.id) as numbers
      from supplier c`),
  },
}

function selects(base: string) {
  return {
    all: `${base} where c.status <> 'archived' order by c.code`,
    one: `${base} where c.status <> 'archived' and c.id = ?`,
  }
}

interface Row {
  id: string
  code: string
  name: string
  short: string
  mnemonic: string
  pinyin: string
  initials: string
  spec: string
  numbers: string | null
}

/**
 * Customers and products in memory for search as you type; archived ones are left out. Each index is read on first use
 * and kept current by the commits: the only cache of master data, and it holds ids and texts, never money or stock.
 */
export class SearchIndexes {
  readonly #database: Database.Database
  readonly #filled = new Map<Kind, Filling>()

  constructor(reader: Database.Database) {
    this.#database = reader
  }

  search(kind: Kind, text: string, options?: SearchOptions): SearchHit[] {
    const filling = this.#filling(kind)
    filling.take(Infinity)
    return filling.index.search(text, options)
  }

  /**
   * Reads both indexes bit by bit between other work, so that the first key of the first clerk is as fast as the others
   * and nobody waits for it meanwhile.
   */
  async warm(): Promise<void> {
    for (const kind of ['customer', 'product', 'supplier'] as const) {
      if (this.#closed) return
      const filling = this.#filling(kind)
      while (!this.#closed && filling.take(SLICE)) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Brings the entries a commit touched up to date; what a commit made anew stands in its changes and is not read again. */
  apply(changes: readonly Change[]): void {
    for (const [kind, filling] of this.#filled) {
      const touched = new Map<string, Row | null>()
      for (const change of changes) {
        const { table, root, op, after } = change
        if (!root || !SOURCES[kind].tables.includes(table)) continue
        const known = touched.get(root)
        if (op === 'I' && table === kind) touched.set(root, madeRow(after!))
        else if (op === 'I' && known) known.numbers = [known.numbers, numbersOf(after!)].filter(Boolean).join(' ')
        else touched.set(root, null)
      }
      if (touched.size === 0) continue
      const one = this.#database.prepare<[string], Row>(SOURCES[kind].one)
      for (const [id, made] of touched) filling.put(id, made ?? one.get(id))
    }
  }

  /** Stops warming; the reader is about to close. */
  close(): void {
    this.#closed = true
  }
  #closed = false

  #filling(kind: Kind): Filling {
    let filling = this.#filled.get(kind)
    if (!filling) {
      filling = new Filling(this.#database.prepare<[], Row>(SOURCES[kind].all).all())
      this.#filled.set(kind, filling)
    }
    return filling
  }
}

/** The row of a customer or product as it was inserted; null when it must be read. */
function madeRow(after: NonNullable<Change['after']>): Row | null {
  if (after['status'] === 'archived') return null
  const text = (column: string) => String(after[column] ?? '')
  return {
    id: text('id'),
    code: text('code'),
    name: text('name'),
    short: text('short_name'),
    mnemonic: text('mnemonic'),
    pinyin: text('pinyin'),
    initials: text('initials'),
    spec: text('spec'),
    numbers: null,
  }
}

/** What of a contact or barcode can be searched. */
function numbersOf(after: NonNullable<Change['after']>): string {
  return [after['mobile'], after['phone'], after['barcode']].filter(Boolean).join(' ')
}

/** Entries made into the index in one go while warming: about 20 ms. */
const SLICE = 500

/** An index and the rows that have not been put into it yet. */
class Filling {
  readonly index: SearchIndex = createSearchIndex()
  readonly #waiting: Map<string, Row>

  constructor(rows: readonly Row[]) {
    this.#waiting = new Map(rows.map((row) => [row.id, row]))
  }

  /** Puts up to `count` waiting rows into the index; true while some are left. */
  take(count: number): boolean {
    for (const [id, row] of this.#waiting) {
      if (count-- <= 0) return true
      this.index.add(toEntry(row))
      this.#waiting.delete(id)
    }
    return false
  }

  /** The row as it is now; undefined when it is not to be found any more. */
  put(id: string, row: Row | undefined): void {
    this.#waiting.delete(id)
    if (row) this.index.update(toEntry(row))
    else this.index.remove(id)
  }
}

function toEntry(row: Row): SearchEntry {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    short: row.short,
    spec: row.spec,
    mnemonic: row.mnemonic,
    pinyin: row.pinyin,
    initials: row.initials === '' ? [] : row.initials.split(' '),
    numbers: row.numbers?.split(' ').filter(Boolean) ?? [],
  }
}
