import { pinyin } from 'pinyin-pro'

/** Variants of the initials kept for one name. */
const MOST_VARIANTS = 8

export interface NamePinyin {
  /** Lower-case first letters, the likeliest reading first, then other readings of its characters; at most 8. */
  readonly initials: string[]
  /** The likeliest reading in full without tones, `ü` as `v`; letters and digits of the name are kept. */
  readonly full: string
  /** The likeliest initials: what the mnemonic is filled with until somebody changes it. */
  readonly mnemonic: string
}

/**
 * How a name is typed by its sound. Characters with several readings give several initials (单县 → `sx`, `dx`, `cx`), so
 * that a clerk finds the name whichever reading comes to mind. Signs and blanks are dropped.
 * @param options.surname the first character is read as a surname where it is one (for people and firms named after them)
 */
export function pinyinOf(name: string, options: { surname?: boolean } = {}): NamePinyin {
  const text = name.normalize('NFKC').toLowerCase()
  const syllables = pinyin(text, {
    type: 'all',
    toneType: 'none',
    v: true,
    toneSandhi: false,
    surname: options.surname ? 'head' : 'off',
  }).flatMap((character): string[][] => {
    if (character.inZhRange) return [[character.pinyin, ...character.polyphonic.map(withoutTone)]]
    return /[\p{L}\p{N}]/u.test(character.origin) ? [[character.origin]] : []
  })
  const initials = variantsOf(syllables.map((readings) => [...new Set(readings.map((r) => [...r][0]!))]))
  return { initials, full: syllables.map((readings) => readings[0]).join(''), mnemonic: initials[0] ?? '' }
}

function withoutTone(syllable: string): string {
  return syllable
    .replace(/[üǖǘǚǜ]/g, 'v')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
}

/** The likeliest letters, then those with one character read otherwise (earlier characters first), then with two, … */
function variantsOf(letters: readonly (readonly string[])[]): string[] {
  const likeliest = letters.map((l) => l[0]!)
  if (likeliest.length === 0) return []
  const variants = new Set([likeliest.join('')])
  let round: { letters: string[]; from: number }[] = [{ letters: likeliest, from: 0 }]
  while (round.length > 0 && variants.size < MOST_VARIANTS) {
    const next: typeof round = []
    for (const base of round) {
      for (let i = base.from; i < letters.length; i++) {
        for (const other of letters[i]!.slice(1)) {
          const changed = base.letters.with(i, other)
          if (variants.size < MOST_VARIANTS) variants.add(changed.join(''))
          if (next.length < MOST_VARIANTS) next.push({ letters: changed, from: i + 1 })
        }
      }
    }
    round = next
  }
  return [...variants]
}
