import { ref } from 'vue'

/** For whom the receipt drawer is open; null: closed. Without a customer the drawer asks for one. */
export const receiveRequest = ref<{ customer: { id: string; name: string } | null } | null>(null)

export function openReceive(customer: { id: string; name: string } | null = null): void {
  receiveRequest.value = { customer }
}
