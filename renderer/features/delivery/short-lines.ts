import type { ShortLine } from '../../../shared/contract/delivery.ts'

/** What was not taken of one line, as it is typed. */
export interface TypedShort {
  quantity: number | null
  cause: ShortLine['cause']
  disposition: ShortLine['disposition']
}

export const CAUSES = ['short', 'damaged', 'refused'] as const satisfies readonly ShortLine['cause'][]
export const DISPOSITIONS = [
  'sellable',
  'seconds',
  'scrap',
  'none',
] as const satisfies readonly ShortLine['disposition'][]

/** Where goods usually go for a cause: what was missing never came back, what broke is thrown away. */
export const USUAL: Record<ShortLine['cause'], ShortLine['disposition']> = {
  short: 'none',
  damaged: 'scrap',
  refused: 'sellable',
}

/** The typed lines with a quantity. */
export function shortLinesOf(typed: Readonly<Record<number, TypedShort>>): ShortLine[] {
  return Object.entries(typed).flatMap(([lineNo, { quantity, cause, disposition }]) =>
    quantity !== null && quantity > 0 ? [{ lineNo: Number(lineNo), quantity, cause, disposition }] : [],
  )
}
