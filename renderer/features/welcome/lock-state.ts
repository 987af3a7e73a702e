import { ref } from 'vue'
import { isBoolean, remembered } from '../../app/remembered.ts'

/** Whether the screen is covered. Kept for this window, so that a reload does not open it. */
export const locked = remembered('locked', false, isBoolean, sessionStorage)

/** Which of the user's own secrets is being changed. */
export const ownSecret = ref<'password' | 'pin' | null>(null)

/** Whether the user looks at their own e-mail address. */
export const ownEmailOpen = ref(false)

export function lockScreen(): void {
  locked.value = true
}
