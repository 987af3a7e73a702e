import { ref, shallowRef } from 'vue'
import type { PartyKind } from '../../../shared/domain/settlement/money.ts'

export interface PartyRef {
  id: string
  name: string
}

/** What the drawer of receipts, payments and refunds is open for; null: closed. Without a party it asks for one. */
export const moneyRequest = shallowRef<{ kind: PartyKind; party: PartyRef | null; orderId: string | null } | null>(null)

export function openMoney(kind: PartyKind, party: PartyRef | null = null, orderId: string | null = null): void {
  moneyRequest.value = { kind, party, orderId }
}
export const openReceive = (customer: PartyRef | null = null): void => openMoney('receipt', customer)
export const openPay = (supplier: PartyRef | null = null): void => openMoney('payment', supplier)

/** What the drawer of transfers, income and expense is open for. */
export const cashRequest = ref<'transfer' | 'income' | 'expense' | null>(null)

/** Whose credits and bills the settling drawer shows. */
export const settleRequest = shallowRef<{ side: 'receivable' | 'payable'; party: PartyRef } | null>(null)
