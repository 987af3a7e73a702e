import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { errorText, failureOf } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'

/** What a wrong password means, in words: tries that are left, or how long the account is locked, counted down. */
export function useSignInError() {
  const failure = shallowRef<unknown>(null)
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 1000)
  onScopeDispose(() => clearInterval(timer))

  const until = computed(() => {
    const known = failure.value === null ? null : failureOf(failure.value)
    return known?.code === 'LOGIN_LOCKED' ? Date.parse(known.data.until) : 0
  })
  /** No further try is accepted yet. */
  const blocked = computed(() => until.value > now.value)

  const text = computed(() => {
    if (failure.value === null) return null
    const known = failureOf(failure.value)
    if (known.code === 'LOGIN_LOCKED') {
      if (!blocked.value) return null
      const minutes = Math.ceil((until.value - now.value) / 60_000)
      return t('welcome.locked', { time: new Date(until.value).toTimeString().slice(0, 5), minutes })
    }
    if (known.code !== 'LOGIN_FAILED') return errorText(failure.value)
    return known.data.left <= 1 ? t('welcome.failedLast') : t('welcome.failed', { left: known.data.left })
  })

  const failed = (thrown: unknown): void => {
    now.value = Date.now()
    failure.value = thrown
  }
  const clear = (): void => void (failure.value = null)

  return { text, blocked, failed, clear }
}
