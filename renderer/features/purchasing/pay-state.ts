import { ref } from 'vue'

/** For whom the payment drawer is open; null: closed. Without a supplier the drawer asks for one. */
export const payRequest = ref<{ supplier: { id: string; name: string } | null } | null>(null)

export function openPay(supplier: { id: string; name: string } | null = null): void {
  payRequest.value = { supplier }
}
