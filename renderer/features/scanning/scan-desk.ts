import { computed, nextTick, onMounted, ref, shallowRef } from 'vue'
import type { ScannedGoods } from '../../../shared/contract/scanning.ts'
import { errorText } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'
import type { createCodes, Scanned } from './codes.ts'
import { useScanKeys } from './scan-keys.ts'
import { play, prepareSound } from './sounds.ts'

/** Something the person has to take notice of before anything else is scanned. */
export interface Alarm {
  /** `wrong`: the whole screen is red. `ask`: a question with a yes. */
  kind: 'wrong' | 'ask'
  title: string
  detail: string
  /** `ask`: what a yes does, and what it is called. */
  yes?: { label: string; run: () => void | Promise<void> }
}

/** One scan as it was taken; `quantity` in thousandths of the base unit, `count` times `unit`. */
export interface Taken {
  id: number
  title: string
  spec: string
  count: number
  unit: string
  factor: number
  /** Takes it back; false when that was refused. */
  undo: () => Promise<boolean>
  /** Takes the same goods with another number instead. */
  again: (count: number) => Promise<boolean>
}

const LOG = 6
let lastId = 0

/**
 * What all scanner screens share: a scan takes one of its unit, or as many as were typed before; a number and Enter after it
 * corrects the last scan; Backspace takes the last scan back; what is wrong stops everything until it is acknowledged.
 */
export function useScanDesk(options: {
  codes: ReturnType<typeof createCodes>
  ready: () => boolean
  /** Takes goods; answers how to take them back, or null when it raised an alarm or asks first. */
  take: (goods: ScannedGoods[], count: number, code: string) => Promise<Taken | null> | Taken | null
  /** A code nobody knows. */
  unknown: (code: string) => void
  bin?: (bin: NonNullable<Scanned['bin']>) => void
}) {
  const alarm = shallowRef<Alarm | null>(null)
  const log = shallowRef<Taken[]>([])
  const busy = ref(false)
  /** Milliseconds from the scanner's last key to the answer on the screen. */
  const feedback = ref<number | null>(null)
  let queue: Promise<unknown> = Promise.resolve()

  onMounted(() => void setTimeout(prepareSound))

  const raise = (now: Alarm): void => {
    alarm.value = now
    play(now.kind)
  }
  const wrong = (title: string, detail: string): void => raise({ kind: 'wrong', title, detail })

  function scan(code: string, at: number): void {
    if (alarm.value) return play('wrong')
    const count = keys.typed.value === '' ? 1 : Number(keys.typed.value)
    keys.clear()
    const known = busy.value ? undefined : options.codes.local(code)
    if (known) {
      queue = settle(known, count, at)
      return
    }
    const before = queue
    busy.value = true
    queue = (async () => {
      await before
      try {
        if (alarm.value) return play('wrong')
        await settle(options.codes.local(code) ?? (await options.codes.ask(code)), count, at)
      } catch (error) {
        wrong(t('scanning.failed'), errorText(error))
      } finally {
        busy.value = false
      }
    })()
  }

  async function settle(scanned: Scanned, count: number, at: number): Promise<void> {
    try {
      if (scanned.bin) {
        if (options.bin) options.bin(scanned.bin)
        else wrong(t('scanning.isBin', { bin: scanned.bin.code }), t('scanning.scanGoods'))
      } else if (scanned.goods.length === 0) options.unknown(scanned.code)
      else if (!(count > 0)) wrong(t('scanning.zero'), '')
      else await keep(options.take(scanned.goods, count, scanned.code))
    } catch (error) {
      wrong(t('scanning.failed'), errorText(error))
    }
    await nextTick()
    feedback.value = Math.round(performance.now() - at)
  }

  async function keep(taking: Promise<Taken | null> | Taken | null): Promise<void> {
    const taken = taking instanceof Promise ? await taking : taking
    if (taken) add(taken)
  }
  function add(taken: Taken): void {
    play('good')
    log.value = [taken, ...log.value].slice(0, LOG)
  }

  async function enter(): Promise<void> {
    if (alarm.value) return acknowledge()
    const last = log.value[0]
    const count = Number(keys.typed.value)
    if (keys.typed.value === '' || !last) return
    keys.clear()
    if (!(await last.again(count))) return
    log.value = [{ ...last, count }, ...log.value.slice(1)]
    play('good')
  }

  async function undo(): Promise<void> {
    const last = log.value[0]
    if (alarm.value || !last) return
    if (await last.undo()) log.value = log.value.slice(1)
  }

  /** Enter, a touch: an alarm goes; a question is answered with yes. */
  async function acknowledge(yes = true): Promise<void> {
    const now = alarm.value
    alarm.value = null
    if (now?.kind !== 'ask' || !yes) return
    try {
      await now.yes?.run()
    } catch (error) {
      wrong(t('scanning.failed'), errorText(error))
    }
  }

  const keys = useScanKeys({
    scan,
    enter: () => void enter(),
    back: () => void undo(),
    ready: () => options.ready(),
  })
  const last = computed(() => log.value[0] ?? null)
  return { keys, alarm, log, last, busy, feedback, raise, wrong, add, enter, undo, acknowledge, scan }
}
export type ScanDesk = ReturnType<typeof useScanDesk>

export const nextId = (): number => ++lastId
