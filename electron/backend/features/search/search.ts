import type Database from 'better-sqlite3'
import {
  createSearchIndex,
  type SearchEntry,
  type SearchHit,
  type SearchIndex,
  type SearchOptions,
} from '../../../../shared/pinyin-search.ts'
import type { Change } from '../../db/unit-of-work.ts'

type Kind = 'customer' | 'product'

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
  readonly #indexes = new Map<Kind, SearchIndex>()

  constructor(reader: Database.Database) {
    this.#database = reader
  }

  search(kind: Kind, text: string, options?: SearchOptions): SearchHit[] {
    return this.#index(kind).search(text, options)
  }

  /** Reads both indexes now, so that the first key of the first clerk is as fast as the others. */
  warm(): void {
    this.#index('customer')
    this.#index('product')
  }

  /** Brings the entries a commit touched up to date. */
  apply(changes: readonly Change[]): void {
    for (const [kind, index] of this.#indexes) {
      const touched = new Set<string>()
      for (const change of changes)
        if (SOURCES[kind].tables.includes(change.table) && change.root) touched.add(change.root)
      if (touched.size === 0) continue
      const one = this.#database.prepare<[string], Row>(SOURCES[kind].one)
      for (const id of touched) {
        const row = one.get(id)
        if (row) index.update(toEntry(row))
        else index.remove(id)
      }
    }
  }

  #index(kind: Kind): SearchIndex {
    let index = this.#indexes.get(kind)
    if (!index) {
      index = createSearchIndex()
      for (const row of this.#database.prepare<[], Row>(SOURCES[kind].all).iterate()) index.add(toEntry(row))
      this.#indexes.set(kind, index)
    }
    return index
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
