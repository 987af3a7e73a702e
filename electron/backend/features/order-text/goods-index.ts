import { sql } from 'kysely'
import { indexGoods, type GoodsIndex, type TextGoods } from '../../../../shared/domain/order-text/goods.ts'
import type { QueryContext } from '../../rpc/context.ts'

export interface TextGoodsIndex {
  index: GoodsIndex
  byId: ReadonlyMap<string, TextGoods>
}

/** One index a company, made at the first message and again when goods have changed since. */
const made = new WeakMap<QueryContext['company'], { stamp: string } & TextGoodsIndex>()

/** All active goods as a message may mean them. */
export async function goodsIndex(ctx: Pick<QueryContext, 'db' | 'company'>): Promise<TextGoodsIndex> {
  const stamp = await stampOf(ctx)
  const known = made.get(ctx.company)
  if (known?.stamp === stamp) return known
  const goods = await allGoods(ctx)
  const fresh = { stamp, index: indexGoods(goods), byId: new Map(goods.map((one) => [one.id, one])) }
  made.set(ctx.company, fresh)
  return fresh
}

/** Changes with every edit of a product: read from the index of the list by last change. */
async function stampOf(ctx: Pick<QueryContext, 'db'>): Promise<string> {
  const { count, newest } = await ctx.db
    .selectFrom('product')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('updated_at').as('newest')])
    .where('status', '=', 'active')
    .executeTakeFirstOrThrow()
  return `${count} ${newest}`
}

async function allGoods(ctx: Pick<QueryContext, 'db'>): Promise<TextGoods[]> {
  const packs = new Map<string, { unit: string; factor: number }[]>()
  for (const { product_id, unit, factor } of await ctx.db
    .selectFrom('product_pack')
    .select(['product_id', 'unit', 'factor'])
    .orderBy('product_id')
    .orderBy('no')
    .execute()) {
    const list = packs.get(product_id)
    if (list) list.push({ unit, factor })
    else packs.set(product_id, [{ unit, factor }])
  }
  const rows = await ctx.db
    .selectFrom('product as p')
    .leftJoin('tree_node as t', 't.id', 'p.type_id')
    .select(['p.id', 'p.code', 'p.name', 'p.brand', 'p.spec', 'p.initials', 'p.mnemonic', 'p.base_unit', 'p.weight'])
    .select(['t.path'])
    .select(
      sql<string | null>`(select group_concat(barcode, ' ') from product_barcode where product_id = p.id)`.as(
        'barcodes',
      ),
    )
    .where('p.status', '=', 'active')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    brand: row.brand,
    spec: row.spec,
    kind: row.path ?? '',
    initials: [...new Set(`${row.initials} ${row.mnemonic}`.toLowerCase().split(/\s+/).filter(Boolean))],
    barcodes: row.barcodes?.split(' ') ?? [],
    units: [{ unit: row.base_unit, factor: 1000 }, ...(packs.get(row.id) ?? [])],
    weight: row.weight,
  }))
}
