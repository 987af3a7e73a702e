/** How well a menu entry or command fits what was typed; lower is better, null does not fit. */
export function matchRank(typed: string, title: string, mnemonic: string, otherTitle: string): number | null {
  const text = typed.toLowerCase()
  const names = [title.toLowerCase(), otherTitle.toLowerCase()]
  if (mnemonic.startsWith(text)) return 0
  if (names.some((name) => name.startsWith(text))) return 1
  if (names.some((name) => name.split(/\s+/).some((word) => word.startsWith(text)))) return 2
  if (names.some((name) => name.includes(text)) || mnemonic.includes(text)) return 3
  return null
}

/** What the clerk means while a Chinese input method is still composing: it separates syllables with apostrophes. */
export function typedText(value: string): string {
  return value.replace(/['’]/g, '').trim()
}
