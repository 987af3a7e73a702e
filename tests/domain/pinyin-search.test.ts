import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createSearchIndex,
  searchForm,
  type SearchEntry,
  type SearchHit,
  type SearchOptions,
} from '../../shared/pinyin-search.ts'

const flour: SearchEntry = {
  id: 'flour',
  code: 'P001',
  name: '五得利高筋面粉',
  spec: '25kg/袋',
  numbers: ['6901234567892'],
  initials: ['wdlgjmf'],
  pinyin: 'wudeligaojinmianfen',
}
const noodles: SearchEntry = { id: 'noodles', code: 'P002', name: '面条', initials: ['mt'], pinyin: 'miantiao' }
const premium: SearchEntry = {
  id: 'premium',
  code: 'MF',
  name: '单县 面粉',
  initials: ['sxmf', 'dxmf'],
  pinyin: 'shanxianmianfen',
  mnemonic: 'SXF',
}

function indexOf(...entries: SearchEntry[]) {
  const index = createSearchIndex()
  for (const entry of entries) index.add(entry)
  return index
}
const ids = (hits: SearchHit[]): string[] => hits.map((hit) => hit.id)

test('finds by every field and ranks by how it matched', () => {
  const index = indexOf(flour, noodles, premium)
  expect(index.search('mf')).toEqual([
    { id: 'premium', rank: 'exact' },
    { id: 'flour', rank: 'initialsInside' },
  ])
  expect(index.search('6901234567892')).toEqual([{ id: 'flour', rank: 'exact' }])
  expect(index.search('34567')).toEqual([{ id: 'flour', rank: 'inside' }])
  expect(index.search('WDL')).toEqual([{ id: 'flour', rank: 'initials' }])
  expect(index.search('dx')).toEqual([{ id: 'premium', rank: 'initials' }])
  expect(index.search('sxf')).toEqual([{ id: 'premium', rank: 'initials' }])
  expect(ids(index.search('面'))).toEqual(['noodles', 'flour', 'premium'])
  expect(index.search('mian')).toEqual([
    { id: 'noodles', rank: 'name' },
    { id: 'flour', rank: 'inside' },
    { id: 'premium', rank: 'inside' },
  ])
  expect(index.search('ｗｄｌ　25KG')).toEqual([{ id: 'flour', rank: 'initials' }])
  expect(index.search('单县 面')).toEqual([{ id: 'premium', rank: 'name' }])
  expect(index.search('wdl mt')).toEqual([])
  expect(index.search('  ')).toEqual([])
})

test('a change and a removal show at once', () => {
  const index = indexOf(flour, noodles)
  index.update({ ...flour, name: '香满园大米', initials: ['xmydm'], pinyin: 'xiangmanyuandami' })
  expect(index.search('面粉')).toEqual([])
  expect(index.search('wdl')).toEqual([])
  expect(index.search('xmy')).toEqual([{ id: 'flour', rank: 'initials' }])
  index.remove('flour')
  index.remove('unknown')
  expect(index.search('xmy')).toEqual([])
  expect(index.size).toBe(1)
  index.add(flour)
  expect(ids(index.search('p00'))).toEqual(['noodles', 'flour'])
})

test('usual goods come first within their rank', () => {
  const index = indexOf(noodles, flour, premium)
  expect(ids(index.search('面'))).toEqual(['noodles', 'flour', 'premium'])
  expect(
    ids(
      index.search('面', {
        boost: new Map([
          ['premium', 3],
          ['noodles', 1],
        ]),
      }),
    ),
  ).toEqual(['noodles', 'premium', 'flour'])
  expect(ids(index.search('p00', { boost: new Map([['flour', 2]]), limit: 1 }))).toEqual(['flour'])
})

test('several terms inside initials keep the order of adding when the page is full', () => {
  const inside = (id: string, fields: Partial<SearchEntry>): SearchEntry => ({ id, code: '', name: '', ...fields })
  const index = indexOf(
    inside('first', { pinyin: '1f' }),
    inside('full', { spec: 'f', pinyin: 'a1' }),
    inside('by the second', { numbers: ['1a'], initials: ['af'] }),
    inside('by the first', { name: 'af', initials: ['a1'] }),
  )
  expect(ids(index.search('1 f', { limit: 2 }))).toEqual(['first', 'by the second'])
})

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'm', 'f', '1', '2', '面', '粉', ' ', 'Ü'), maxLength: 6 })
const entryOf = (id: string) =>
  fc.record({
    id: fc.constant(id),
    code: word,
    name: word,
    short: word,
    spec: word,
    numbers: fc.array(word, { maxLength: 2 }),
    initials: fc.array(word, { maxLength: 3 }),
    pinyin: word,
    mnemonic: word,
  })
const step = fc
  .integer({ min: 0, max: 24 })
  .chain((n) => fc.oneof({ weight: 4, arbitrary: entryOf(`i${n}`) }, fc.constant(`i${n}`)))

test('the index answers what comparing every entry would answer', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.array(word, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.dictionary(
        fc.integer({ min: 0, max: 24 }).map((n) => `i${n}`),
        fc.integer({ min: -2, max: 5 }),
      ),
      (steps, queries, limit, boosts) => {
        const index = createSearchIndex()
        const entries = new Map<string, SearchEntry>()
        for (const change of steps) {
          if (typeof change === 'string') {
            index.remove(change)
            entries.delete(change)
          } else {
            index.add(change)
            entries.set(change.id, change)
          }
        }
        const options = { limit, boost: new Map(Object.entries(boosts)) }
        for (const query of queries) {
          expect(index.search(query, options)).toEqual(bruteForce([...entries.values()], query, options))
        }
      },
    ),
    { numRuns: 1500 },
  )
})

/** The rules of `createSearchIndex` said once more, one entry at a time. */
function bruteForce(entries: readonly SearchEntry[], text: string, { limit = 20, boost }: SearchOptions): SearchHit[] {
  const terms = searchForm(text).split(' ').filter(Boolean)
  const ranks: SearchHit['rank'][] = ['exact', 'initials', 'name', 'initialsInside', 'inside']
  const hits = entries.flatMap((entry, order) => {
    const forms = (values: (string | undefined)[]): string[] => values.map((v) => searchForm(v ?? ''))
    const exact = forms([entry.code, ...(entry.numbers ?? [])])
    const initials = forms([entry.mnemonic, ...(entry.initials ?? [])])
    const names = forms([entry.name, entry.short, entry.pinyin])
    const all = [...exact, ...initials, ...names, ...forms([entry.spec])]
    if (terms.length === 0 || !terms.every((term) => all.some((value) => value.includes(term)))) return []
    const best = Math.min(
      ...terms.map((term) => {
        if (exact.includes(term)) return 0
        if (initials.some((value) => value.startsWith(term))) return 1
        if (names.some((value) => value.startsWith(term))) return 2
        return initials.some((value) => value.includes(term)) ? 3 : 4
      }),
    )
    return [{ id: entry.id, best, boost: Math.max(0, boost?.get(entry.id) ?? 0), order }]
  })
  hits.sort((a, b) => a.best - b.best || b.boost - a.boost || a.order - b.order)
  return hits.slice(0, limit).map((hit) => ({ id: hit.id, rank: ranks[hit.best]! }))
}

test('a mnemonic of Chinese characters is found inside too, when the page is full without it', () => {
  const plain = Array.from({ length: 30 }, (_, i) => ({ id: `p${i}`, code: `C${i}`, name: `老牌面粉${i}` }))
  const own = { id: 'own', code: 'X', name: '其他', mnemonic: '特粉' }
  const hits = indexOf(...plain, own).search('粉', { limit: 5 })
  expect(hits[0]).toEqual({ id: 'own', rank: 'initialsInside' })
  expect(hits).toHaveLength(5)
})
