import { onBeforeUnmount, onMounted } from 'vue'

const CHECK_MS = 1000
const SIGNS_OF_LIFE = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Calls `idle` once nothing was typed, pressed or moved for as long as `minutes` says (0: never). The clock is compared
 * instead of a timer awaited, because timers stand still while a machine sleeps.
 */
export function useIdleLock(minutes: () => number, idle: () => void): void {
  let last = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined
  const alive = (): void => void (last = Date.now())

  onMounted(() => {
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, alive, { capture: true, passive: true })
    timer = setInterval(() => {
      if (minutes() > 0 && Date.now() - last >= minutes() * 60_000) idle()
    }, CHECK_MS)
  })
  onBeforeUnmount(() => {
    for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, alive, { capture: true })
    clearInterval(timer)
  })
}
