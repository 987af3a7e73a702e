import type {
  PromotionDraft,
  PromotionGoods,
  PromotionRow,
  PromotionView,
} from '../../../../shared/contract/pricing.ts'
import { EMPTY_RULE } from '../../../../shared/domain/promotion/promotion.ts'
import type { Tone } from '../../../components/state-tones.ts'

export const STATE_TONES: Record<PromotionRow['state'], Tone> = {
  current: 'good',
  coming: 'info',
  over: 'neutral',
  stopped: 'neutral',
}

/** A promotion as its form holds it: the draft, and names for the goods and customers in it. */
export interface PromotionValues extends PromotionDraft {
  goods: PromotionGoods[]
  customers: { id: string; name: string }[]
}

export function blankPromotion(today: string): PromotionValues {
  return {
    name: '',
    kind: 'gift',
    fromDay: today,
    toDay: null,
    priority: 10,
    exclusive: false,
    // a copy: the form writes into it
    rule: structuredClone({ ...EMPTY_RULE, mixed: false, gifts: [{ productId: null, unit: '', quantity: 1000 }] }),
    budget: null,
    notes: '',
    goods: [],
    customers: [],
  }
}

export function valuesOf(view: PromotionView): PromotionValues {
  const { name, kind, fromDay, toDay, priority, exclusive, rule, budget, notes, goods, customers } = view
  const values = { name, kind, fromDay, toDay, priority, exclusive, rule, budget, notes, goods, customers }
  // the answer is reactive all the way down, which a structured clone refuses
  return JSON.parse(JSON.stringify(values)) as PromotionValues
}

/** As the contract takes it: only what the kind of promotion uses. */
export function draftOf(values: PromotionValues): PromotionDraft {
  const { goods: _, customers, ...draft } = values
  const { rule } = draft
  return {
    ...draft,
    name: draft.name.trim(),
    rule: {
      ...rule,
      customerIds: customers.map((one) => one.id),
      productIds: draft.kind === 'price' ? [] : rule.productIds,
      gifts: draft.kind === 'gift' ? rule.gifts : [],
      off: draft.kind === 'off' ? rule.off : 0,
      prices: draft.kind === 'price' ? rule.prices : [],
      everyQuantity: draft.kind === 'price' ? null : rule.everyQuantity,
      everyAmount: draft.kind === 'price' ? null : rule.everyAmount,
      minAmount: draft.kind === 'price' ? null : rule.minAmount,
      maxAmount: draft.kind === 'price' ? null : rule.maxAmount,
    },
  }
}
