import { onActivated, onBeforeUnmount, onDeactivated, onMounted, ref, type Ref } from 'vue'
import { isComposing } from '../../app/hotkeys.ts'
import { createScanDetector } from '../../components/LineGrid/scanDetector.ts'

/** Digits are a person's once the scanner could have sent the next key. */
const HOLD_MS = 60
const LONGEST_NUMBER = 7

export interface ScanKeys {
  /** The number typed so far; empty: none. */
  typed: Ref<string>
  /** A key of the number pad. */
  press: (key: string) => void
  clear: () => void
}

/**
 * Tells scans from typing on a screen without fields: codes go to `scan`, typed digits gather in `typed`, Enter and
 * Backspace of a person to `enter` and `back`. Listens only while the page is in front and nothing lies over it.
 */
export function useScanKeys(options: {
  scan: (code: string, at: number) => void
  enter: () => void
  back: () => void
  ready: () => boolean
}): ScanKeys {
  const typed = ref('')
  const detector = createScanDetector()
  let held = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function release(): void {
    clearTimeout(timer)
    for (const key of held) press(key)
    held = ''
  }
  function press(key: string): void {
    if (key === '.' ? typed.value.includes('.') : !/^\d$/.test(key)) return
    if (typed.value.length < LONGEST_NUMBER) typed.value += key
  }

  function listen(event: KeyboardEvent): void {
    if (!options.ready() || isField(event.target)) return
    if (detector.startsNew(event.timeStamp)) release()
    const code = detector.key(event)
    if (code !== null) {
      clearTimeout(timer)
      held = ''
      event.preventDefault()
      event.stopPropagation()
      return options.scan(code, event.timeStamp)
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (event.code === 'Enter' || event.code === 'NumpadEnter' || event.code === 'Space') {
      if (isComposing(event) || (event.code === 'Space' && held !== '')) return
      release()
      taken(event)
      options.enter()
    } else if (event.key === 'Backspace') {
      release()
      taken(event)
      if (typed.value !== '') typed.value = typed.value.slice(0, -1)
      else options.back()
    } else if (event.key === 'Escape' && typed.value !== '') {
      taken(event)
      typed.value = ''
    } else {
      const digit = event.key === 'Process' ? (/^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? '') : event.key
      if (!/^[\d.]$/.test(digit)) return
      taken(event)
      held += digit
      clearTimeout(timer)
      timer = setTimeout(release, HOLD_MS)
    }
  }

  const on = () => window.addEventListener('keydown', listen, { capture: true })
  const off = () => {
    window.removeEventListener('keydown', listen, { capture: true })
    clearTimeout(timer)
    held = ''
  }
  onMounted(on)
  onActivated(on)
  onDeactivated(off)
  onBeforeUnmount(off)
  return {
    typed,
    press: (key) => (release(), press(key)),
    clear: () => {
      held = ''
      typed.value = ''
    },
  }
}

/** The key is this screen's: no button that has the focus and no key of the application takes it too. */
function taken(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopPropagation()
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable], .el-dialog, .el-drawer') !== null
