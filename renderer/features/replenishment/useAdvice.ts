import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Inputs, Outputs } from '../../../shared/contract/index.ts'
import type { AdvicePolicy } from '../../../shared/contract/replenishment.ts'
import { api, orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

type Question = NonNullable<Inputs['replenishment']['advice']>
type Answer = Outputs['replenishment']['advice']

export const USUAL_POLICY: AdvicePolicy = { serviceLevel: 9500, coverDays: 14, historyDays: 365, leadDays: 7 }
const PREFERENCE = 'replenishment.policy'

/** The parameters of the advice, remembered for the user. */
export function usePolicy() {
  const policy = ref<AdvicePolicy>({ ...USUAL_POLICY })
  const loaded = ref(false)
  const preferences = useApiQuery(orpc.system.preferences, {})
  watch(
    () => preferences.data.value,
    (known) => {
      if (!known || loaded.value) return
      policy.value = { ...USUAL_POLICY, ...(known[PREFERENCE] as Partial<AdvicePolicy> | undefined) }
      loaded.value = true
    },
    { immediate: true },
  )
  const keep = (next: AdvicePolicy): void => {
    policy.value = next
    void api.system.setPreference({ key: PREFERENCE, value: { ...next } })
  }
  return { policy, loaded, keep }
}

/** Works the advice out when asked; a new question ends the one under way. */
export function useAdvice() {
  const answer = shallowRef<Answer | null>(null)
  const failure = shallowRef<unknown>(null)
  const busy = ref(false)
  let current: AbortController | null = null

  async function ask(question: Question): Promise<void> {
    current?.abort()
    const own = (current = new AbortController())
    busy.value = true
    failure.value = null
    try {
      const next = await api.replenishment.advice(question, { signal: own.signal })
      if (current === own) answer.value = next
    } catch (thrown) {
      if (current === own) failure.value = thrown
    } finally {
      if (current === own) busy.value = false
    }
  }
  onScopeDispose(() => current?.abort())
  const status = computed(() =>
    failure.value ? ('error' as const) : answer.value && !busy.value ? ('ready' as const) : ('loading' as const),
  )
  return { answer, failure, busy, status, ask }
}
