import { parse } from 'csv-parse'
import { SpreadsheetError } from '../spreadsheet-error.ts'
import type { RowWriter } from './row-writer.ts'

const DELIMITERS = [',', '\t', ';', '|'] as const
/** Text looked at to find the delimiter. */
const SAMPLE_CHARACTERS = 64 * 1024
/** Text given to the parser at a time. */
const SLICE_CHARACTERS = 256 * 1024

/**
 * Reads delimiter-separated text. Every cell is exact text, except that one protective apostrophe is taken off again (see
 * {@link withoutProtection}).
 * @param onShare told the share of the text read so far, 0 to 1
 */
export async function readCsv(text: string, rows: RowWriter, onShare: (share: number) => void): Promise<void> {
  const parser = parse({
    delimiter: detectDelimiter(text),
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
  })
  rows.beginSheet('CSV', false)
  let row = 0
  parser.on('data', (cells: string[]) => {
    rows.beginRow(++row)
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column]!
      if (cell === '') continue
      rows.beginCell(column)
      rows.json.string(withoutProtection(cell))
    }
    rows.endRow()
  })
  const end = new Promise<void>((resolve, reject) => {
    parser.once('end', resolve)
    parser.once('error', reject)
  })
  const write = async () => {
    for (let at = 0; at < text.length; at += SLICE_CHARACTERS) {
      const hasRoom = parser.write(text.slice(at, at + SLICE_CHARACTERS))
      onShare(Math.min(1, at / text.length))
      if (!hasRoom) await new Promise<void>((resolve) => parser.once('drain', resolve))
    }
    parser.end()
  }
  try {
    await Promise.all([end, write()])
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) {
      throw new SpreadsheetError('FILE_DAMAGED', { part: String(error.code) })
    }
    throw error
  } finally {
    parser.destroy()
  }
  rows.endSheet()
}

/**
 * Texts that spreadsheet programs would take for a formula are written to CSV with an apostrophe before them (the writer's
 * `protectText`); reading takes one such apostrophe off, so that an export can be imported again unchanged.
 */
export function withoutProtection(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

/**
 * The delimiter that splits the sample's records into the most columns most evenly; delimiters within quotes do not count.
 */
export function detectDelimiter(text: string): string {
  const declared = /^sep=(.)\r?\n/i.exec(text)
  if (declared) return declared[1]!
  const sample = text.slice(0, SAMPLE_CHARACTERS)
  let best = ','
  let bestScore = 0
  for (const delimiter of DELIMITERS) {
    const counts = delimitersByRecord(sample, delimiter)
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (total === 0) continue
    const usual = mode(counts.filter((count) => count > 0))
    const steady = counts.filter((count) => count === usual).length / counts.length
    const score = steady * 10 + Math.min(usual, 50) / 50 + (delimiter === '\t' ? 0.5 : 0)
    if (score > bestScore) {
      bestScore = score
      best = delimiter
    }
  }
  return best
}

function delimitersByRecord(sample: string, delimiter: string): number[] {
  const counts: number[] = []
  let count = 0
  let isQuoted = false
  let isEmpty = true
  for (const character of sample) {
    if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === delimiter) count++
    else if (character === '\n' || character === '\r') {
      if (!isEmpty) counts.push(count)
      count = 0
      isEmpty = true
      continue
    }
    isEmpty = false
  }
  // The last record of a longer text is cut off.
  if (!isEmpty && (counts.length === 0 || sample.length < SAMPLE_CHARACTERS)) counts.push(count)
  return counts
}

function mode(numbers: readonly number[]): number {
  const frequencies = new Map<number, number>()
  for (const number of numbers) frequencies.set(number, (frequencies.get(number) ?? 0) + 1)
  return [...frequencies].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0
}
