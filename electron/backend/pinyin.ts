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
  const surname = options.surname ? 'head' : 'off'
  // the library's full answer for every character of every name would take four times as long
  const readings = pinyin(text, { ...READING, surname, type: 'array' })
  const letters: (readonly string[])[] = []
  let full = ''
  for (const [i, character] of [...text].entries()) {
    const known = knownCharacter(character, surname)
    if (!known.isSpoken) continue
    const reading = known.others === null ? character : readings[i]!
    full += reading
    letters.push(lettersOf(known, reading))
  }
  const initials = variantsOf(letters)
  return { initials, full, mnemonic: initials[0] ?? '' }
}

const READING = { toneType: 'none', v: true, toneSandhi: false } as const

interface Character {
  /** Han, or a letter or digit; signs and blanks are dropped. */
  isSpoken: boolean
  /** All readings of a Han character without tones; null for others. */
  others: string[] | null
  /** First letters by the reading that comes first. */
  letters: Map<string, string[]>
}

/** What does not depend on the words around a character is looked up once. */
const characters = { head: new Map<string, Character>(), off: new Map<string, Character>() }

function knownCharacter(text: string, surname: 'head' | 'off'): Character {
  let known = characters[surname].get(text)
  if (!known) {
    const { inZhRange, polyphonic } = pinyin(text, { ...READING, surname, type: 'all' })[0]!
    known = {
      isSpoken: inZhRange || /[\p{L}\p{N}]/u.test(text),
      others: inZhRange ? polyphonic.map(withoutTone) : null,
      letters: new Map(),
    }
    characters[surname].set(text, known)
  }
  return known
}

function lettersOf(character: Character, reading: string): string[] {
  let letters = character.letters.get(reading)
  if (!letters) {
    letters = [...new Set([reading, ...(character.others ?? [])].map((r) => [...r][0]!))]
    character.letters.set(reading, letters)
  }
  return letters
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
