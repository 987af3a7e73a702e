/** Bins one pattern makes at most. */
const MOST = 500
const LONGEST_CODE = 20

/**
 * The codes of a pattern with ranges in brackets: `A-[01-12]-[1-4]` makes A-01-1, A-01-2 … A-12-4, `[A-C]` letters. A leading
 * zero keeps the width. A code without brackets stands for itself; empty when the pattern is wrong or makes too many.
 */
export function expandPattern(pattern: string): string[] {
  let codes = ['']
  for (const part of pattern.trim().split(/(\[[^\]]*\])/)) {
    const steps = part.startsWith('[') ? rangeOf(part.slice(1, -1)) : [part]
    if (steps.length === 0 || codes.length * steps.length > MOST) return []
    codes = codes.flatMap((code) => steps.map((step) => code + step))
  }
  return codes.some((code) => code === '' || code.length > LONGEST_CODE || /[[\]]/.test(code)) ? [] : codes
}

function rangeOf(text: string): string[] {
  const numbers = /^(\d{1,4})-(\d{1,4})$/.exec(text)
  if (numbers) {
    const [, first, last] = numbers
    const length = Number(last) - Number(first) + 1
    if (length < 1 || length > MOST) return []
    return Array.from({ length }, (_, i) => String(Number(first) + i).padStart(first!.length, '0'))
  }
  const letters = /^([A-Z])-([A-Z])$/.exec(text.toUpperCase())
  if (!letters) return []
  const [from, to] = [letters[1]!.charCodeAt(0), letters[2]!.charCodeAt(0)]
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => String.fromCharCode(from + i))
}
