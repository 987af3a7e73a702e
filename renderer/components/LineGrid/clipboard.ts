/**
 * Reads a block copied from a spreadsheet: tabs between cells, line breaks between rows, cells with either of them (or
 * quotes) in double quotes with inner quotes doubled. A quote inside an unquoted cell is an ordinary character (7" plate).
 * The line break that spreadsheets put at the end makes no further row.
 */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let index = 0
  const end = text.length
  while (index < end) {
    let cell: string
    const closing = text[index] === '"' ? closingQuote(text, index + 1) : -1
    if (closing >= 0) {
      cell = text.slice(index + 1, closing).replaceAll('""', '"')
      index = closing + 1
    } else {
      const start = index
      while (index < end && text[index] !== '\t' && text[index] !== '\n' && text[index] !== '\r') index++
      cell = text.slice(start, index)
    }
    row.push(cell)
    if (text[index] === '\t') {
      index++
      if (index === end) row.push('')
      continue
    }
    if (text[index] === '\r' && text[index + 1] === '\n') index++
    index++
    rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows
}

/** Writes a block as a spreadsheet would put it on the clipboard; the opposite of {@link parseTsv}. */
export function formatTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join('\t')).join('\r\n')
}

/** Several lines without a single tab: more likely a message or a list than a block of cells. */
export function isPlainLines(text: string): boolean {
  return !text.includes('\t') && /\S[^\S\n]*\r?\n\s*\S/.test(text)
}

export function isBlock(text: string): boolean {
  return /[\t\n\r]/.test(text.replace(/(\r\n|\n|\r)$/, ''))
}

/** Position of the quote that closes a quoted cell, or -1 when the text before it cannot be a quoted cell. */
function closingQuote(text: string, from: number): number {
  for (let index = text.indexOf('"', from); index >= 0; index = text.indexOf('"', index + 2)) {
    const next = text[index + 1]
    if (next === '"') continue
    return next === undefined || next === '\t' || next === '\n' || next === '\r' ? index : -1
  }
  return -1
}

function quoted(cell: string): string {
  return /[\t\r\n]|^"/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
