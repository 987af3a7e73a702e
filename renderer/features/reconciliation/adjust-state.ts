import { shallowRef } from 'vue'

/** Whose account the adjustment drawer is open for; without an id it asks for the customer; null: closed. */
export const adjustRequest = shallowRef<{ id: string | null; name: string } | null>(null)

export function openAdjust(customer: { id: string; name: string } | null = null): void {
  adjustRequest.value = customer ?? { id: null, name: '' }
}
