import type { ExpectedBasketLine, SegmentGoodsRow } from '../../../../shared/contract/demand.ts'
import { dayFromNumber, dayNumber, type Day } from '../../../../shared/day.ts'
import { boughtTogether } from '../../../../shared/domain/analytics/baskets.ts'
import { basketOf, callList } from '../../../../shared/domain/analytics/call-list.ts'
import { NOBODY, type Facts, type SalesBasis } from '../../../../shared/domain/analytics/facts.ts'
import { lotCustomers, pushList, type ExpiringLot } from '../../../../shared/domain/analytics/push-list.ts'
import { purchasesBefore } from '../../../../shared/domain/analytics/purchases.ts'
import {
  segmentGoods,
  segmentsOf,
  segmentValues,
  type SegmentDimension,
} from '../../../../shared/domain/analytics/segment-goods.ts'
import { backTestOf, expectedOf, habitsOf, modelOf } from './demand-model.ts'

interface Scope {
  /** Only customers, or documents, of this person; null: all. */
  personId: string | null
}

/** A segment somebody saved, with the ids of its customers. */
export interface SavedSegment {
  id: string
  name: string
  members: readonly string[]
}

interface Members {
  /** Ids of the customers asked about; null: all. */
  members: readonly string[] | null
}

/** What long work needs of the thread it runs on (analytics/serve-facts.ts). */
interface Job {
  /** Lets other questions in. @throws CANCELLED */
  breathe(): Promise<void>
}

/** Goods shown of an expected basket. */
const GOODS_SHOWN = 3
const CALLS_AT_ONCE = 50

export const demandJobs = {
  /** Every segment of a dimension, and what one of them buys. */
  demandSegments(
    facts: Facts,
    input: Scope & {
      from: Day
      to: Day
      basis: SalesBasis
      dimension: SegmentDimension
      value: string | null
      saved: readonly SavedSegment[]
      limit: number
    },
  ) {
    const { dimension, value, basis } = input
    const person = personOf(facts, input)
    const scope = { from: dayNumber(input.from), to: dayNumber(input.to), basis, ...person }
    const saved = new Map(input.saved.map(({ id, members }) => [id, new Set(members)]))
    const names = new Map(input.saved.map(({ id, name }) => [id, name]))
    const answer =
      value === null
        ? null
        : segmentGoods(facts, { ...scope, isMember: (one) => segmentValues(one, dimension, saved).includes(value) })
    return {
      segments: segmentsOf(facts, { ...scope, dimension, saved }).map((segment) => ({
        ...segment,
        name:
          dimension === 'region' ? (facts.nodes.get(segment.value) ?? '') : (names.get(segment.value) ?? segment.value),
      })),
      amount: answer?.amount ?? 0,
      amountOfAll: answer?.amountOfAll ?? 0,
      buyers: answer?.buyers ?? 0,
      buyersOfAll: answer?.buyersOfAll ?? 0,
      goods: answer?.goods.length ?? 0,
      rows: (answer?.goods ?? []).slice(0, input.limit).map((goods): SegmentGoodsRow => {
        const { amount, amountOfAll, buyersOfAll } = answer!
        const [share, shareOfAll] = [partOf(goods.amount, amount), partOf(goods.amountOfAll, amountOfAll)]
        const ratio = goods.amount / amount / (goods.amountOfAll / amountOfAll)
        return {
          ...productOf(facts, goods.product),
          amount: goods.amount,
          quantity: goods.quantity,
          share,
          shareOfAll,
          index: Number.isFinite(ratio) ? Math.round(ratio * 10_000) : null,
          buyers: goods.buyers,
          reach: partOf(goods.buyers, answer!.buyers),
          reachOfAll: partOf(goods.buyersOfAll, buyersOfAll),
        }
      }),
    }
  },

  async demandTogether(
    facts: Facts,
    input: Scope &
      Members & {
        from: Day
        to: Day
        least: number | null
        confidence: number
        productId: string | null
        limit: number
      },
    job: Job,
  ) {
    const product = input.productId === null ? {} : { product: placeOf(facts.products, input.productId) }
    const answer = await boughtTogether(
      facts,
      {
        from: dayNumber(input.from),
        to: dayNumber(input.to),
        least: input.least,
        confidence: input.confidence / 10_000,
        limit: input.limit,
        ...personOf(facts, input),
        ...(input.members ? { customers: placesOf(facts, input.members) } : {}),
        ...product,
      },
      job.breathe,
    )
    const { rules, ...sums } = answer
    return {
      ...sums,
      rows: rules.map(({ from, to, together, withFrom, withTo, lift }) => ({
        from: from.map((one) => productOf(facts, one)),
        to: productOf(facts, to),
        together,
        withFrom,
        withTo,
        support: partOf(together, answer.orders),
        confidence: partOf(together, withFrom),
        lift: Math.round(lift * 100),
        extra: Math.round(together - (withFrom * withTo) / answer.orders),
      })),
    }
  },

  /** The call list; phones and contacts are added by whoever asks. */
  async demandCalls(facts: Facts, input: Scope & Members & { walkIns: string[]; limit: number }, job: Job) {
    const model = modelOf(facts, input.walkIns)
    const { purchases } = model
    const isOwn = ownCustomers(facts, input)
    const members = input.members && placesOf(facts, input.members)
    const isAsked = (customer: number) => isOwn(customer) && (members === null || members[customer] === 1)
    const expected = (await expectedOf(model, job.breathe)).filter(
      ({ customer }) => facts.customers[customer]!.status === 'active' && isAsked(customer),
    )
    const hasOrdered = (customer: number) =>
      purchasesBefore(purchases, customer, facts.today) < purchases.first[customer + 1]!
    const open = expected.filter(({ customer }) => !hasOrdered(customer))
    const list = callList(open, facts.today)
    const habits = await habitsOf(facts, model, job.breathe)
    const rows = []
    for (const call of list.slice(0, input.limit)) {
      const { customer, usualAmount } = call
      const chance = Math.round(call.chance * 10_000)
      const fact = facts.customers[customer]!
      const basket = basketOf(purchases, customer, facts.today, habits)
      rows.push({
        customerId: fact.id,
        customerCode: fact.code,
        customer: fact.name,
        person: facts.people[fact.person]?.name ?? '',
        reason: call.reason,
        dueDay: dayFromNumber(call.dueDay),
        lastDay: dayFromNumber(call.lastDay),
        usualGap: call.usualGap,
        purchases: call.purchases,
        chance,
        usualAmount,
        expectedAmount: Math.round((chance * usualAmount) / 10_000),
        goods: basket.slice(0, GOODS_SHOWN).map(({ product, quantity }) => {
          const { name, baseUnit } = facts.products[product]!
          return { name, quantity, baseUnit }
        }),
        goodsCount: basket.length,
      })
      if (rows.length % CALLS_AT_ONCE === 0) await job.breathe()
    }
    return {
      count: list.length,
      expectedAmount: Math.round(list.reduce((sum, { chance, usualAmount }) => sum + chance * usualAmount, 0)),
      known: expected.length,
      orderedToday: expected.length - open.length,
      rows,
    }
  },

  /** Nothing for customers that never bought. */
  async demandBasket(facts: Facts, input: { walkIns: string[]; customerId: string }, job: Job) {
    const model = modelOf(facts, input.walkIns)
    const habits = await habitsOf(facts, model, job.breathe)
    const customer = placeOf(facts.customers, input.customerId)
    if (customer < 0) return { lines: [], purchases: 0 }
    const { purchases } = model
    return {
      purchases: purchasesBefore(purchases, customer, facts.today) - purchases.first[customer]!,
      lines: basketOf(purchases, customer, facts.today, habits)
        // what is no longer sold cannot be ordered
        .filter(({ product }) => facts.products[product]!.status === 'active')
        .map(({ product, chance, times, known, lastDay, quantity, amount }): ExpectedBasketLine => ({
          ...productOf(facts, product),
          chance: Math.round(chance * 10_000),
          times,
          known,
          lastDay: dayFromNumber(lastDay),
          quantity,
          amount,
        })),
    }
  },

  /** Lots to push; their numbers are added by whoever asks. */
  demandPush(facts: Facts, input: Scope & PushInput & { withinDays: number; limit: number }) {
    const question = pushQuestion(facts, input)
    const { purchases } = modelOf(facts, input.walkIns)
    const list = pushList(facts, purchases, lotsOf(facts, input.lots), { ...question, withinDays: input.withinDays })
    return {
      count: list.length,
      lots: input.lots.length,
      unsoldLoss: list.reduce((sum, { loss }) => sum + (loss ?? 0), 0),
      lossAvoided: list.reduce((sum, { lossAvoided }) => sum + lossAvoided, 0),
      rows: list.slice(0, input.limit).map(({ lot, pace, ...row }) => ({
        ...row,
        ...productOf(facts, lot.product),
        lotId: lot.id,
        siteId: facts.sites[lot.site]!.id,
        site: facts.sites[lot.site]!.name,
        expiryDay: dayFromNumber(lot.expiryDay),
        free: lot.free,
        pace: Math.round(pace),
        usualPrice: row.usualPrice === null ? null : Math.round(row.usualPrice),
        belowCost: Number.isNaN(lot.cost) || row.suggestedPrice === null ? null : row.suggestedPrice < lot.cost,
      })),
    }
  },

  demandLotCustomers(facts: Facts, input: Scope & PushInput & { limit: number }) {
    const { purchases } = modelOf(facts, input.walkIns)
    const [lot] = lotsOf(facts, input.lots)
    const found = lot ? lotCustomers(facts, purchases, lot, pushQuestion(facts, input)) : []
    return {
      count: found.length,
      rows: found.slice(0, input.limit).map(({ customer, times, lastDay, quantity, price }) => {
        const { id, code, name } = facts.customers[customer]!
        return {
          customerId: id,
          customerCode: code,
          customer: name,
          times,
          lastDay: dayFromNumber(lastDay),
          quantity,
          price: Math.max(0, price),
        }
      }),
    }
  },

  async demandBackTest(facts: Facts, input: Scope & { walkIns: string[] }, job: Job) {
    const isOwn = input.personId === null ? null : ownCustomers(facts, input)
    const test = await backTestOf(facts, modelOf(facts, input.walkIns), isOwn, job.breathe)
    return { ...test, from: dayFromNumber(test.from), to: dayFromNumber(test.to) }
  },
}

/** Lots by ids, as the database has them. `cost`: 1/10000 yuan per base unit, null where not known. */
export interface PushInput {
  walkIns: string[]
  lots: {
    id: string
    productId: string
    siteId: string
    free: number
    expiryDay: Day
    life: number | null
    cost: number | null
  }[]
  /** Least life accepted, by customer id; who is not in it takes anything. */
  minLife: Record<string, number>
}

function pushQuestion(facts: Facts, input: Scope & PushInput) {
  const isOwn = ownCustomers(facts, input)
  return {
    minLife: (customer: number) => input.minLife[facts.customers[customer]!.id] ?? 0,
    include: (customer: number) => facts.customers[customer]!.status === 'active' && isOwn(customer),
  }
}

function lotsOf(facts: Facts, lots: PushInput['lots']): ExpiringLot[] {
  const products = new Map(facts.products.map(({ id }, place) => [id, place]))
  return lots.map(({ id, productId, siteId, free, expiryDay, life, cost }) => ({
    id,
    free,
    life,
    product: products.get(productId)!,
    site: placeOf(facts.sites, siteId),
    expiryDay: dayNumber(expiryDay),
    cost: cost ?? Number.NaN,
  }))
}

const placeOf = (list: readonly { id: string }[], id: string): number => list.findIndex((one) => one.id === id)

/** 1 for each of these customers, by place. */
function placesOf(facts: Facts, ids: readonly string[]): Uint8Array {
  const known = new Set(ids)
  return Uint8Array.from(facts.customers, ({ id }) => (known.has(id) ? 1 : 0))
}

/** A person who was never on a document has none: nothing of nobody is found. */
const personOf = (facts: Facts, { personId }: Scope): { person?: number } =>
  personId === null ? {} : { person: placeOf(facts.people, personId) }

function ownCustomers(facts: Facts, { personId }: Scope): (customer: number) => boolean {
  if (personId === null) return () => true
  const person = placeOf(facts.people, personId)
  return (customer) => person >= 0 && person !== NOBODY && facts.customers[customer]!.person === person
}

function productOf(facts: Facts, place: number) {
  const { id, code, name, spec, baseUnit } = facts.products[place]!
  return { productId: id, code, name, spec, baseUnit }
}

/** Basis points, half up; 0 of nothing. */
const partOf = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 10_000))
