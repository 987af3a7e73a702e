import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { host } from './transport.ts'

export type ConnectionState = 'connecting' | 'online' | 'offline'

/** Whether the backend answers, for the indicator in the header. */
export const useConnection = defineStore('connection', () => {
  const state = shallowRef<ConnectionState>('connecting')
  /** Moment of the last contact. */
  const lastOnline = shallowRef<Date | null>(null)

  function set(next: ConnectionState): void {
    if (next === 'online' || state.value === 'online') lastOnline.value = new Date()
    state.value = next
  }

  return { state, lastOnline, host, set }
})
