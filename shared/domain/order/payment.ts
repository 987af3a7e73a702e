/**
 * How an order is paid: at once by one of several ways, when the goods come, on account (月结, N days), or from money left
 * with us before. Chosen for each order; the customer's terms are what is usual.
 */
export const ORDER_PAYMENTS = ['cash', 'transfer', 'wechat', 'alipay', 'stripe', 'cod', 'account', 'deposit'] as const
export type OrderPayment = (typeof ORDER_PAYMENTS)[number]

/** What is agreed with a customer, as far as it says how orders are paid. */
export interface PaymentTerms {
  /** `cash`, `cod`, `monthly`, `credit`, `deposit`. */
  settlement: string
  /** How the money usually comes; empty: nothing usual. */
  payMethod: string
  creditDays: number
}

/** How a customer's orders are paid unless somebody chooses otherwise. */
export function usualPayment({ settlement, payMethod }: Omit<PaymentTerms, 'creditDays'>): OrderPayment {
  if (settlement === 'cod' || settlement === 'deposit') return settlement
  if (settlement !== 'cash') return 'account'
  const isAtOnce =
    payMethod === 'transfer' || payMethod === 'wechat' || payMethod === 'alipay' || payMethod === 'stripe'
  return isAtOnce ? payMethod : 'cash'
}

/** Paid before the goods leave or with them: when the money is there, no credit is asked for. */
export const paysAhead = (payment: OrderPayment): boolean => payment !== 'cod' && payment !== 'account'

/** The driver takes the money when the goods come. */
export const paysAtDoor = (payment: OrderPayment): boolean => payment === 'cash' || payment === 'cod'

/** Whether the money comes later this way than is agreed with the customer. */
export const isLaterThan = (payment: OrderPayment, usual: OrderPayment): boolean =>
  payment === 'account' ? usual !== 'account' : usual === 'deposit' && paysAtDoor(payment)

/** Days until a bill is due: what is agreed with the customer, unless this order is paid at once. */
export function dueDays(payment: OrderPayment, terms: PaymentTerms): number {
  return payment === 'account' || payment === usualPayment(terms) ? terms.creditDays : 0
}
