import { ref } from 'vue'

/** What money is to be taken for; null: the dialog is closed. Without a customer the dialog asks for one. */
export interface CollectRequest {
  customer: { id: string; name: string } | null
  order: { id: string; number: string } | null
  /** 分; null: asked for. */
  amount: number | null
}
export const collectRequest = ref<CollectRequest | null>(null)

/** Opens the dialog that takes money by QR code or 付款码. */
export function openCollect(request: Partial<CollectRequest> = {}): void {
  collectRequest.value = { customer: null, order: null, amount: null, ...request }
}

/** The payment whose details are open; null: none. */
export const openPaymentId = ref<string | null>(null)
