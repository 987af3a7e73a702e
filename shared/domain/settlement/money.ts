/** How money changes hands. Cash on delivery, on account and deposit are terms (customers' `settlement`), not ways. */
export const PAY_METHODS = ['cash', 'transfer', 'wechat', 'alipay', 'stripe', 'cheque', 'other'] as const
export type PayMethod = (typeof PAY_METHODS)[number]

export const ACCOUNT_KINDS = ['cash', 'bank', 'wechat', 'alipay', 'other'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

/** Documents between us and a customer or a supplier. */
export const PARTY_KINDS = ['receipt', 'refund', 'payment', 'supplier-refund'] as const
export type PartyKind = (typeof PARTY_KINDS)[number]

/** Every document that moves money or settles debts. */
export const MONEY_KINDS = [...PARTY_KINDS, 'transfer', 'income', 'expense', 'bounce', 'match', 'unmatch'] as const
export type MoneyKind = (typeof MONEY_KINDS)[number]

/** What a document does: to the debt of its party, and to our accounts (1: more, -1: less). */
export const EFFECT: Record<PartyKind, { side: 'receivable' | 'payable'; debt: 1 | -1; cash: 1 | -1 }> = {
  receipt: { side: 'receivable', debt: -1, cash: 1 },
  refund: { side: 'receivable', debt: 1, cash: -1 },
  payment: { side: 'payable', debt: -1, cash: -1 },
  'supplier-refund': { side: 'payable', debt: 1, cash: 1 },
}

/** What is let off beside the money, and what the company allows without a right of its own. */
export interface LetOff {
  /** Sum of the accounts, 分. */
  money: number
  discount: number
  rounding: number
}

/**
 * Whether the discount (basis points of what is settled) or the rounding off (抹零, 分) passes the company's limits.
 * @returns the field that passes its limit, or null
 */
export function overLimit(
  { money, discount, rounding }: LetOff,
  limits: { roundingLimit: number; discountLimit: number },
): 'discount' | 'rounding' | null {
  if (rounding > limits.roundingLimit) return 'rounding'
  if (discount * 10_000 > (money + discount + rounding) * limits.discountLimit) return 'discount'
  return null
}
