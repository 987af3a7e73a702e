/** What the detector needs of a keyboard event. */
export interface ScannedKey {
  readonly key: string
  readonly code: string
  readonly shiftKey: boolean
  /** Milliseconds, any origin (event.timeStamp). */
  readonly timeStamp: number
}

/** Scanners send a key every 1 to 30 ms; a fast typist needs 40 ms or more. */
const longestGap = 35
const shortestCode = 4
/** EAN-8: the shortest barcode of the trade. */
export const shortestBarcode = 8

/**
 * Tells a barcode scanner acting as a keyboard from a person. Feed it every keydown; it answers with the code when the key
 * is the Enter that ends a burst. Keys swallowed by an input method (key "Process") are read from the physical key, so a
 * scan works with a Chinese input method switched on. What looks like initials (no digit, or short with small letters, `dbdm2`)
 * is taken for typing however fast it comes, as from a macro or a script.
 */
export function createScanDetector() {
  let burst = ''
  let last = -Infinity
  return {
    /** Whether the next key at this time would begin a new burst. */
    startsNew: (timeStamp: number) => burst === '' || timeStamp - last > longestGap,
    key(event: ScannedKey): string | null {
      const gap = event.timeStamp - last
      if (event.key === 'Shift') return null
      last = event.timeStamp
      if (event.code === 'Enter' || event.code === 'NumpadEnter') {
        const code = burst
        burst = ''
        return gap <= longestGap && looksLikeCode(code) ? code : null
      }
      const character = characterOf(event)
      if (gap > longestGap) burst = ''
      burst = character === null ? '' : burst + character
      return null
    },
  }
}

function looksLikeCode(text: string): boolean {
  if (!/\d/.test(text)) return false
  return text.length >= shortestBarcode || (text.length >= shortestCode && !/[a-z]/.test(text))
}

function characterOf(event: ScannedKey): string | null {
  if (event.key.length === 1) return event.key
  if (event.key !== 'Process') return null
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  if (digit && !event.shiftKey) return digit
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  if (letter) return event.shiftKey ? letter : letter.toLowerCase()
  if (event.code === 'Minus' || event.code === 'NumpadSubtract') return event.shiftKey ? '_' : '-'
  if (event.code === 'Period' || event.code === 'NumpadDecimal') return event.shiftKey ? null : '.'
  if (event.code === 'Slash' || event.code === 'NumpadDivide') return event.shiftKey ? null : '/'
  return null
}
