import type Database from 'better-sqlite3'
import { openReader } from '../../electron/backend/db/open.ts'
import type { Base } from '../support/base.ts'
import { alternate, result, type Result } from '../support/measure.ts'

/** What people type on the way to a name, a code or a phone, from the first character on. */
const TYPED = [
  '福',
  '福满',
  '福满粮',
  '福满粮油',
  '福满粮油店',
  '鑫源',
  '鑫源面馆',
  '开发区聚德',
  '河口金穗食品超市',
  '批发',
  '公司',
  'f',
  'fm',
  'fml',
  'fmly',
  'xy',
  'xinyuan',
  'fuman',
  'fumanliangyou',
  'hdfm',
  '1',
  '13',
  '138',
  '1381',
  '13810',
  '1381000',
  '0019',
  'K',
  'K0',
  'K00',
  'K0012',
  'K001234',
  '没有这家店',
  'zzzz',
]
const GOODS_TYPED = [
  '面',
  '面粉',
  '高筋面粉',
  '金谷',
  '雪山大豆油',
  'dmy',
  'gjmf',
  'mianfen',
  '69',
  '6900000',
  'S00',
  'S0123',
  '玉米淀粉',
]

/**
 * Goal 5: suggestions while typing beside the LIKE scan that finds nothing, and two Chinese characters beside FTS5 with
 * one token per character, over the same names.
 */
export async function searchGoals(base: Base, rounds: number): Promise<Result[]> {
  const raw = withNameSearch(base)
  const like = raw.prepare('select id, code, name, mnemonic, status from customer where name like ? limit 20')
  const phrase = raw.prepare(
    `select c.id, c.code, c.name, c.mnemonic, c.status, k.name as contact, k.mobile
     from temp.name_search n join temp.name_row r on r.no = n.rowid join customer c on c.id = r.id
     left join customer_contact k on k.customer_id = c.id and k.no = 1
     where name_search match ? limit 20`,
  )
  const pairs = TYPED.filter((t) => /^\p{Script=Han}{2}$/u.test(t))
  const { client } = base
  const [none, two, pair, customers, products] = await alternate(
    [
      () => like.all('%没有这家店的%'),
      (i) => phrase.all(`"${[...pairs[i % pairs.length]!].join(' ')}"`),
      (i) => client.customers.suggest({ text: pairs[i % pairs.length]! }),
      (i) => client.customers.suggest({ text: TYPED[i % TYPED.length]! }),
      (i) => client.products.suggest({ text: GOODS_TYPED[i % GOODS_TYPED.length]! }),
    ],
    { blocks: rounds, perBlock: TYPED.length },
  )
  raw.close()
  const count = base.size.customers.toLocaleString('en')
  return [
    result('5', `search ${count} customers while typing, p95 (of a LIKE scan)`, customers!.p95, none!.p50, 0.25),
    result('5', `search ${base.size.products.toLocaleString('en')} products, p95`, products!.p95, none!.p50, 0.25),
    result('5', 'two Chinese characters, p50 (of FTS5, a token a character)', pair!.p50, two!.p50, 3),
  ]
}

/** The company's own file, with an index of one token a character beside it. */
function withNameSearch(base: Base): Database.Database {
  const database = openReader(base.file)
  database.pragma('query_only = OFF')
  database.exec(`create temp table name_row (no integer primary key, id text not null);
    create virtual table temp.name_search using fts5 (name, content = '', tokenize = 'unicode61')`)
  const names = database.prepare<[], { id: string; name: string }>('select id, name from customer').all()
  const row = database.prepare('insert into temp.name_row (no, id) values (?, ?)')
  const tokens = database.prepare('insert into temp.name_search (rowid, name) values (?, ?)')
  database.transaction(() => {
    names.forEach(({ id, name }, i) => {
      row.run(i, id)
      tokens.run(i, [...name].join(' '))
    })
  })()
  return database
}
