/** Customers that may be one and the same, found over the whole base at once: values that agree put them together. */

/** What is looked at of a customer. */
export interface Candidate {
  id: string
  name: string
  /** The name's sound in full, letters and digits, without tones. */
  pinyin: string
  /** Mobile and other telephone numbers as typed. */
  phones: readonly string[]
  taxId: string
}

export type DuplicateReason = 'name' | 'sound' | 'phone' | 'taxId'

export interface CandidatePair {
  oneId: string
  otherId: string
  /** The surest first. */
  reasons: DuplicateReason[]
}

/** How much a reason says; together they order the pairs. */
const WEIGHT: Record<DuplicateReason, number> = { taxId: 8, name: 5, phone: 4, sound: 2 }
const REASONS = ['taxId', 'name', 'phone', 'sound'] as const

/** A value more customers have is no sign of one customer (a switchboard, 00000000, 张三): their pairs are not listed. */
export const MOST_ALIKE = 12

/**
 * Pairs of customers with the same name after normalising, the same telephone or tax number, or names that sound alike;
 * the surest first, then by id. Each value is looked up once: the work grows with the customers, not with their pairs.
 */
export function findPairs(candidates: readonly Candidate[]): CandidatePair[] {
  const found = new Map<string, CandidatePair>()
  const note = (alike: readonly string[], reason: DuplicateReason) => {
    if (alike.length > MOST_ALIKE) return
    for (let i = 0; i < alike.length; i++) {
      for (let j = i + 1; j < alike.length; j++) {
        const [oneId, otherId] = alike[i]! < alike[j]! ? [alike[i]!, alike[j]!] : [alike[j]!, alike[i]!]
        const pair = found.get(oneId + otherId)
        if (!pair) found.set(oneId + otherId, { oneId, otherId, reasons: [reason] })
        else if (!pair.reasons.includes(reason) && !(reason === 'sound' && pair.reasons.includes('name')))
          pair.reasons.push(reason)
      }
    }
  }
  for (const reason of REASONS) {
    const byValue = new Map<string, string[]>()
    for (const candidate of candidates) {
      for (const value of new Set(VALUES[reason](candidate))) {
        const alike = byValue.get(value)
        if (alike) alike.push(candidate.id)
        else byValue.set(value, [candidate.id])
      }
    }
    for (const alike of byValue.values()) if (alike.length > 1) note(alike, reason)
  }
  const score = ({ reasons }: CandidatePair) => reasons.reduce((sum, reason) => sum + WEIGHT[reason], 0)
  return [...found.values()].sort(
    (a, b) => score(b) - score(a) || compare(a.oneId, b.oneId) || compare(a.otherId, b.otherId),
  )
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const filled = (value: string, least: number): string[] => (value.length >= least ? [value] : [])

const VALUES: Record<DuplicateReason, (candidate: Candidate) => string[]> = {
  name: ({ name }) => filled(plainName(name), 2),
  // short sounds meet by chance
  sound: ({ pinyin }) => filled(roughSound(pinyin), 6),
  phone: ({ phones }) => phones.flatMap((phone) => filled(plainPhone(phone), 7)),
  taxId: ({ taxId }) =>
    filled(
      taxId
        .normalize('NFKC')
        .toUpperCase()
        .replace(/[^0-9A-Z]/g, ''),
      8,
    ),
}

/** Words at the end of a firm's name that say what kind of firm it is, not which. */
const LEGAL_END = /(?:股份有限公司|有限责任公司|有限公司|公司|coltd|ltd|inc|llc)$/

/** A name as it compares: narrow letters, no case, blanks or signs, without the legal form at its end. */
export function plainName(name: string): string {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return plain.replace(LEGAL_END, '') || plain
}

/** A telephone number as it compares: its digits, without the country's code or a leading zero of the area. */
export const plainPhone = (phone: string): string =>
  phone
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(?:0086|86)(?=1\d{10}$|\d{9,}$)/, '')
    .replace(/^0+/, '')

/** Sounds that are taken for each other: zh ch sh for z c s, a final ng for n, l and n, f and h before u; without the legal form. */
export function roughSound(pinyin: string): string {
  return pinyin
    .replace(/(?:gufenyouxiangongsi|youxianzerengongsi|youxiangongsi|gongsi)$/, '')
    .replace(/([zcs])h/g, '$1')
    .replace(/ng/g, 'n')
    .replace(/^l|(?<=[aeiouvn])l/g, 'n')
    .replace(/hu/g, 'fu')
}
