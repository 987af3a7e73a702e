import { computed } from 'vue'
import type { PrintKind } from '../../../shared/contract/printing.ts'
import { remembered } from '../remembered.ts'

/** How a kind of paper is printed on this machine. */
export interface PrinterSetup {
  /** Name of the printer; empty: the system asks. */
  printer: string
  copies: number
  /** By how much everything is moved right and down, tenths of a millimetre. */
  right: number
  down: number
  /** Percent. */
  scale: number
}

const PLAIN: PrinterSetup = { printer: '', copies: 1, right: 0, down: 0, scale: 100 }

const isSetups = (value: unknown): value is Partial<Record<PrintKind, PrinterSetup>> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(
    (one) => typeof one === 'object' && one !== null && Object.keys(PLAIN).every((name) => name in one),
  )
const setups = remembered<Partial<Record<PrintKind, PrinterSetup>>>('print-setups', {}, isSetups)

/** The set-up of a kind of paper on this machine; changing it remembers it. */
export const usePrinterSetup = (kind: () => PrintKind) =>
  computed({
    get: () => setups.value[kind()] ?? PLAIN,
    set: (setup) => void (setups.value = { ...setups.value, [kind()]: setup }),
  })

/**
 * Paper moved and scaled as this machine's printer needs it: printers take paper in with an error of their own, and on
 * continuous forms every tenth of a millimetre shows.
 */
export function adjusted(html: string, { right, down, scale }: PrinterSetup): string {
  if (right === 0 && down === 0 && scale === 100) return html
  const move = `translate(${right / 10}mm, ${down / 10}mm) scale(${scale / 100})`
  return html.replace('</head>', `<style>body > * { transform: ${move}; transform-origin: 0 0 }</style></head>`)
}
