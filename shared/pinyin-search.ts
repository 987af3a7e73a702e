import { SignatureTable } from './search-signature.ts'

/** What is searched in one customer or product. Empty and missing texts are allowed everywhere but in `id`. */
export interface SearchEntry {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly short?: string
  readonly spec?: string
  /** Barcodes of a product, phones of a customer. */
  readonly numbers?: readonly string[]
  /** First letters of the name's readings, as `pinyinOf` gives them. */
  readonly initials?: readonly string[]
  /** The name's full pinyin. */
  readonly pinyin?: string
  /** The user's own initials; they count like `initials`. */
  readonly mnemonic?: string
}

/** How an entry matched, the best first; see `createSearchIndex`. */
export const SEARCH_RANKS = ['exact', 'initials', 'name', 'initialsInside', 'inside'] as const
export type SearchRank = (typeof SEARCH_RANKS)[number]

export interface SearchHit {
  readonly id: string
  readonly rank: SearchRank
}

export interface SearchOptions {
  /** Hits wanted at most; 20 unless told. */
  readonly limit?: number
  /** Entries to put first within their rank, the larger number first; numbers not above 0 count as none. Meant for a customer's usual goods: a few thousand at most. */
  readonly boost?: ReadonlyMap<string, number>
}

export interface SearchIndex {
  /** Adds an entry; one with the same id is replaced and keeps its place. */
  add(entry: SearchEntry): void
  /** The same as `add`. */
  update(entry: SearchEntry): void
  remove(id: string): void
  search(text: string, options?: SearchOptions): SearchHit[]
  readonly size: number
}

/**
 * An in-memory index of short master data for search as you type.
 *
 * The text is split at blanks into terms; an entry is found when every term occurs in one of its fields. Its rank is the
 * best that any term reaches: `exact` (equals code or a barcode or phone), `initials` (begins the initials or mnemonic),
 * `name` (begins the name, short name or full pinyin), `initialsInside` (inside the initials), `inside` (anywhere else).
 * Hits are ordered by rank, then boost, then the order of adding. Case, full-width forms and `ü`/`v` make no difference.
 */
export function createSearchIndex(): SearchIndex {
  return new Index()
}

/** The searched form of a text: NFKC, lower case, `v` for `ü`, single blanks. */
export function searchForm(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/ü/g, 'v').replace(/\s+/g, ' ').trim()
}

const EXACT = 0
const INITIALS = 1
const NAME = 2
const INITIALS_INSIDE = 3
const INSIDE = 4

/** Stands around every value; a term cannot contain it because terms are cut at blanks. */
const EDGE = '\n'

/** An entry as searched: values lower-case, each between two edges. */
interface Slot {
  readonly id: string
  readonly exact: string
  readonly initials: string
  readonly names: string
  /** All of the above and the specification. */
  readonly key: string
}

class Index implements SearchIndex {
  /** Slots in the order of adding; `null` where an entry was removed. */
  readonly #slots: (Slot | null)[] = []
  readonly #slotById = new Map<string, number>()
  readonly #keySignatures = new SignatureTable(32)
  readonly #initialsSignatures = new SignatureTable(16)
  /** Every character that stands in some entry's initials. */
  readonly #initialsLetters = new Set<string>()
  readonly #exact = new SlotLists()
  readonly #initials = new SlotLists()
  readonly #names = new SlotLists()

  get size(): number {
    return this.#slotById.size
  }

  add(entry: SearchEntry): void {
    const slot = slotOf(entry)
    const known = this.#slotById.get(entry.id)
    const index = known ?? this.#slots.length
    this.#slots[index] = slot
    this.#slotById.set(entry.id, index)
    this.#keySignatures.set(index, slot.key)
    this.#initialsSignatures.set(index, slot.initials)
    // Lists may keep slots that no longer match: every slot found in them is checked against its entry again.
    for (const value of valuesOf(slot.exact)) this.#exact.put(value, index)
    for (const value of valuesOf(slot.initials)) {
      this.#initials.putPrefixes(value, index)
      for (const letter of value) this.#initialsLetters.add(letter)
    }
    for (const value of valuesOf(slot.names)) this.#names.putPrefixes(value, index)
  }

  update(entry: SearchEntry): void {
    this.add(entry)
  }

  remove(id: string): void {
    const index = this.#slotById.get(id)
    if (index === undefined) return
    this.#slots[index] = null
    this.#slotById.delete(id)
    this.#keySignatures.clear(index)
    this.#initialsSignatures.clear(index)
  }

  search(text: string, options: SearchOptions = {}): SearchHit[] {
    const terms = searchForm(text)
      .split(' ')
      .filter((term) => term !== '')
    const limit = options.limit ?? 20
    if (terms.length === 0 || limit <= 0) return []
    const page = new Page(limit)
    this.#takeBoosted(terms, options.boost, page)
    this.#takeListed(this.#exact, EXACT, terms, page)
    if (!page.isFullAt(EXACT)) this.#takeListed(this.#initials, INITIALS, terms, page)
    if (!page.isFullAt(INITIALS)) this.#takeListed(this.#names, NAME, terms, page)
    if (!page.isFullAt(NAME)) this.#scan(terms, page)
    return page.hits().map(({ index, rank }) => ({ id: this.#slots[index]!.id, rank: SEARCH_RANKS[rank]! }))
  }

  /** Boosted entries are ranked first and by themselves, so that all others may be taken in the order of adding. */
  #takeBoosted(terms: readonly string[], boost: ReadonlyMap<string, number> | undefined, page: Page): void {
    for (const [id, value] of boost ?? []) {
      const index = value > 0 ? this.#slotById.get(id) : undefined
      if (index === undefined) continue
      const rank = rankOf(this.#slots[index]!, terms)
      if (rank !== null) page.boost(index, rank, value)
      else page.ignore(index)
    }
    page.sortBoosted()
  }

  /** Takes the entries of `rank` from the lists of all terms, in the order of adding, until the page is full. */
  #takeListed(lists: SlotLists, rank: number, terms: readonly string[], page: Page): void {
    const found = terms.map((term) => lists.get(term))
    const indexes = found.length === 1 ? found[0]! : [...new Set(found.flat())].sort((a, b) => a - b)
    for (const index of indexes) {
      if (page.isFullAt(rank)) return
      const slot = this.#slots[index]
      if (slot && !page.has(index) && rankOf(slot, terms) === rank) page.take(index, rank)
    }
  }

  /** Reads the signatures of all entries for the two ranks that no list holds. */
  #scan(terms: readonly string[], page: Page): void {
    const end = this.#slots.length
    const mask = this.#keySignatures.mask(terms)
    let index = this.#keySignatures.next(mask, 0, end)
    for (; index < end && !page.isFullAt(INSIDE); index = this.#keySignatures.next(mask, index + 1, end)) {
      this.#takeInside(index, terms, page)
    }
    // The last rank has enough: only entries with a term inside their initials can still enter the page.
    this.#scanInitials(index, terms, page)
  }

  /** Goes through the entries with any of the terms inside their initials, in the order of adding. */
  #scanInitials(start: number, terms: readonly string[], page: Page): void {
    const end = this.#slots.length
    const searches = terms
      // Chinese characters stand in hardly any initials: nothing has to be read for them
      .filter((term) => [...term].every((letter) => this.#initialsLetters.has(letter)))
      .map((term) => this.#initialsSignatures.mask([term]))
      .map((mask) => ({ mask, at: this.#initialsSignatures.next(mask, start, end) }))
    while (!page.isFullAt(INITIALS_INSIDE)) {
      const index = searches.reduce((first, { at }) => Math.min(first, at), end)
      if (index >= end) return
      this.#takeInside(index, terms, page)
      for (const search of searches) {
        if (search.at === index) search.at = this.#initialsSignatures.next(search.mask, index + 1, end)
      }
    }
  }

  #takeInside(index: number, terms: readonly string[], page: Page): void {
    const slot = this.#slots[index]
    const rank = slot && !page.has(index) ? rankOf(slot, terms) : null
    if (rank === INITIALS_INSIDE || (rank === INSIDE && !page.isFullAt(INSIDE))) page.take(index, rank)
  }
}

/** Slot numbers by value or by the first letters of a value, each list ascending and without repeats. */
class SlotLists {
  static readonly #longest = 3
  readonly #lists = new Map<string, number[]>()

  put(value: string, index: number): void {
    const list = this.#lists.get(value)
    if (!list) {
      this.#lists.set(value, [index])
      return
    }
    if (list.at(-1)! < index) {
      list.push(index)
      return
    }
    const at = list.findIndex((other) => other >= index)
    if (list[at] !== index) list.splice(at, 0, index)
  }

  putPrefixes(value: string, index: number): void {
    for (let length = 1; length <= Math.min(SlotLists.#longest, value.length); length++) {
      this.put(value.slice(0, length), index)
    }
  }

  /** The slots stored under the term; for prefixes, those that share at least its first letters. */
  get(term: string): readonly number[] {
    return this.#lists.get(term) ?? this.#lists.get(term.slice(0, SlotLists.#longest)) ?? []
  }
}

/** The best hits found so far, at most `limit` for each rank. */
class Page {
  readonly #limit: number
  readonly #boosted: { index: number; rank: number; value: number }[] = []
  readonly #seen = new Set<number>()
  readonly #ranks: number[][] = SEARCH_RANKS.map(() => [])
  /** How many hits a rank and all better ones have. */
  readonly #upTo: number[] = SEARCH_RANKS.map(() => 0)

  constructor(limit: number) {
    this.#limit = limit
  }

  boost(index: number, rank: number, value: number): void {
    this.#boosted.push({ index, rank, value })
    this.#seen.add(index)
  }

  ignore(index: number): void {
    this.#seen.add(index)
  }

  sortBoosted(): void {
    this.#boosted.sort((a, b) => b.value - a.value || a.index - b.index)
    for (const { index, rank } of this.#boosted) this.take(index, rank)
  }

  take(index: number, rank: number): void {
    this.#seen.add(index)
    this.#ranks[rank]!.push(index)
    for (let r = rank; r < SEARCH_RANKS.length; r++) this.#upTo[r]!++
  }

  has(index: number): boolean {
    return this.#seen.has(index)
  }

  /** Whether nothing of this rank or a worse one can enter the page any more. */
  isFullAt(rank: number): boolean {
    return this.#upTo[rank]! >= this.#limit
  }

  hits(): { index: number; rank: number }[] {
    return this.#ranks.flatMap((indexes, rank) => indexes.map((index) => ({ index, rank }))).slice(0, this.#limit)
  }
}

function slotOf(entry: SearchEntry): Slot {
  const exact = edged([entry.code, ...(entry.numbers ?? [])])
  const initials = edged([entry.mnemonic ?? '', ...(entry.initials ?? [])])
  const names = edged([entry.name, entry.short ?? '', entry.pinyin ?? ''])
  return { id: entry.id, exact, initials, names, key: exact + initials + names + edged([entry.spec ?? '']) }
}

function edged(values: readonly string[]): string {
  const distinct = new Set(values.map(searchForm).filter((value) => value !== ''))
  return distinct.size === 0 ? '' : EDGE + [...distinct].join(EDGE) + EDGE
}

function valuesOf(edgedText: string): string[] {
  return edgedText === '' ? [] : edgedText.slice(1, -1).split(EDGE)
}

/** The best rank any term reaches, or null when some term is nowhere. */
function rankOf(slot: Slot, terms: readonly string[]): number | null {
  for (const term of terms) if (!slot.key.includes(term)) return null
  let best = INSIDE
  for (const term of terms) best = Math.min(best, rankOfTerm(slot, term))
  return best
}

function rankOfTerm(slot: Slot, term: string): number {
  if (slot.exact.includes(EDGE + term + EDGE)) return EXACT
  const at = slot.initials.indexOf(term)
  if (at > 0 && (slot.initials[at - 1] === EDGE || slot.initials.includes(EDGE + term))) return INITIALS
  if (slot.names.includes(EDGE + term)) return NAME
  return at > 0 ? INITIALS_INSIDE : INSIDE
}
