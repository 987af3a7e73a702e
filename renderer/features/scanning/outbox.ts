import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { failureOf } from '../../app/error-text.ts'

/** How long a send that found nobody waits for the next try. */
const RETRY_MS = 2000

/** The way there is gone: what was sent may be sent again as it is. */
const isGone = (error: unknown): boolean => failureOf(error).code === 'OFFLINE'

/**
 * Sends one after the other, in order, and waits for the network: scanning goes on while the tablet has no signal. Each job
 * may be repeated, because its ids were made before.
 */
export function useOutbox() {
  const jobs = shallowRef<readonly { run: () => Promise<void>; refused: (error: unknown) => void }[]>([])
  const running = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function send(run: () => Promise<void>, refused: (error: unknown) => void): void {
    jobs.value = [...jobs.value, { run, refused }]
    void work()
  }

  async function work(): Promise<void> {
    if (running.value) return
    running.value = true
    clearTimeout(timer)
    while (jobs.value.length > 0) {
      const job = jobs.value[0]!
      try {
        await job.run()
      } catch (error) {
        if (isGone(error)) {
          timer = setTimeout(() => void work(), RETRY_MS)
          break
        }
        job.refused(error)
      }
      jobs.value = jobs.value.slice(1)
    }
    running.value = false
  }
  onScopeDispose(() => clearTimeout(timer))
  return { send, waiting: computed(() => jobs.value.length) }
}
