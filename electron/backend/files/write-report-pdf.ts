import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { deflateSync } from 'node:zlib'
import type { ReportKind, ReportValue, SheetToWrite } from '../../../shared/contract/reports.ts'
import { reportText } from '../../../shared/reports/report-text.ts'
import { fittedText, LATIN, shownText, widthOfText } from './pdf-text.ts'

/** Points: A4, its margins, sizes of letters, heights of lines. */
const SHORT = 595.28
const LONG = 841.89
const MARGIN = 28
const LETTERS = 8.5
const ROW = 15
const TITLE = 15
const LINE = 13
/** Between a cell's text and its edge. */
const PAD = 3
/** Columns that still fit on an upright sheet. */
const UPRIGHT_COLUMNS = 7
/** The widest a column wants to be, and the narrowest it is made. */
const WIDEST = 190
const NARROWEST = 22
/** Rows looked at for the widths of the columns. */
const SAMPLE = 300

export interface PaperWords {
  company: string
  /** At the foot of every page. */
  printedAt: string
}

/**
 * Writes a report as a PDF on A4: title and question on the first page, column titles on each, totals in bold and how it was
 * computed at the end; across where there are many columns. Letters are those every reader has (Helvetica, and for Chinese
 * the reader's own Song), so nothing is embedded and files stay small.
 */
export async function writeReportPdf(path: string, sheet: SheetToWrite, words: PaperWords): Promise<void> {
  const isUpright = sheet.columns.length <= UPRIGHT_COLUMNS
  const [width, height] = isUpright ? [SHORT, LONG] : [LONG, SHORT]
  const inner = width - 2 * MARGIN
  const note = wrapped(sheet.note, inner)
  const head = TITLE + 14 + (sheet.question.length + 1) * LINE
  const fits = (used: number) => Math.max(1, Math.floor((height - 2 * MARGIN - LINE - used) / ROW) - 1)
  const close = Math.ceil((note.length * LINE + (sheet.totals ? ROW : 0) + 8) / ROW)
  const pages = inPages(sheet.rows.length, { first: fits(head), next: fits(0), close })
  const columns = columnsFor(sheet, inner)

  const file = new PdfFile(path)
  for (const [index, { from, to }] of pages.entries()) {
    const isLast = index === pages.length - 1
    const page = new Page(height)
    let y = MARGIN
    if (index === 0) {
      page.text(words.company, MARGIN, y + LETTERS, LETTERS)
      page.text(sheet.title, MARGIN, y + LINE + TITLE, TITLE, 'bold')
      y += LINE + TITLE + 14
      for (const line of sheet.question) {
        page.text(fittedText(line, inner, LETTERS), MARGIN, y + LETTERS - 4, LETTERS)
        y += LINE
      }
    }
    page.fill(MARGIN, y, inner, ROW)
    row(
      page,
      columns,
      sheet.columns.map(({ label }) => label),
      y,
      'bold',
    )
    y += ROW
    for (let at = from; at < to; at++) {
      row(page, columns, textsOf(sheet, sheet.rows[at]!), y)
      y += ROW
      page.line(MARGIN, y, inner)
    }
    if (isLast) {
      if (sheet.totals) {
        row(page, columns, textsOf(sheet, sheet.totals), y, 'bold')
        y += ROW
        page.line(MARGIN, y, inner)
      }
      for (const line of note) {
        y += LINE
        page.text(line, MARGIN, y, LETTERS)
      }
    }
    const foot = height - MARGIN + LETTERS
    page.text(words.printedAt, MARGIN, foot, 7.5)
    const number = `${index + 1} / ${pages.length}`
    page.text(number, width - MARGIN - widthOfText(number, 7.5), foot, 7.5)
    await file.page(page.content(), width, height)
  }
  await file.end(sheet.title)
}

interface Place {
  x: number
  width: number
  isNumber: boolean
}

const isNumber = (kind: ReportKind): boolean => kind !== 'text' && kind !== 'day'
const textsOf = ({ columns }: SheetToWrite, values: readonly ReportValue[]): string[] =>
  columns.map(({ kind }, at) => (kind === 'text' ? String(values[at] ?? '') : reportText(values[at], kind)))

function row(page: Page, columns: readonly Place[], texts: readonly string[], y: number, weight?: 'bold'): void {
  for (const [at, { x, width, isNumber: right }] of columns.entries()) {
    const text = fittedText(texts[at]!, width - 2 * PAD, LETTERS)
    if (text === '') continue
    const left = right ? x + width - PAD - widthOfText(text, LETTERS) : x + PAD
    page.text(text, left, y + ROW - 4.5, LETTERS, weight)
  }
}

/** Each column as wide as its texts want; too wide together, the widest give way. */
function columnsFor(sheet: SheetToWrite, inner: number): Place[] {
  const lines = [...sheet.rows.slice(0, SAMPLE), ...(sheet.totals ? [sheet.totals] : [])].map((one) =>
    textsOf(sheet, one),
  )
  const wanted = sheet.columns.map(({ label }, at) => {
    const texts = [label, ...lines.map((line) => line[at]!)]
    const widest = texts.reduce((most, text) => Math.max(most, widthOfText(text, LETTERS)), NARROWEST)
    return Math.min(WIDEST, widest + 2 * PAD + 1)
  })
  const sum = (widths: readonly number[]) => widths.reduce((all, one) => all + one, 0)
  let least = Math.max(...wanted)
  while (sum(wanted.map((one) => Math.min(one, least))) > inner && least > NARROWEST) least -= 1
  const cut = wanted.map((one) => Math.min(one, least))
  const stretch = inner / sum(cut)
  let x = MARGIN
  return sheet.columns.map(({ kind }, at) => {
    const width = cut[at]! * stretch
    const place = { x, width, isNumber: isNumber(kind) }
    x += width
    return place
  })
}

/** Full pages, and a last one with room for what closes the report. */
function inPages(rows: number, room: { first: number; next: number; close: number }): { from: number; to: number }[] {
  const pages: { from: number; to: number }[] = []
  let done = 0
  for (;;) {
    const full = pages.length === 0 ? room.first : room.next
    const left = rows - done
    if (left + room.close <= full || (left === 0 && pages.length > 0)) return [...pages, { from: done, to: rows }]
    const taken = Math.min(left, full)
    pages.push({ from: done, to: done + taken })
    done += taken
  }
}

/** A text in lines, broken between letters: Chinese has no spaces. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const part of text.match(/[!-~]+ ?|[^!-~]/g) ?? []) {
    if (line !== '' && widthOfText(line + part, LETTERS) > width) {
      lines.push(line)
      line = ''
    }
    line += part
  }
  return line === '' ? lines : [...lines, line]
}

/** What is drawn on a page; heights count from its upper edge. */
class Page {
  readonly #parts: string[] = []
  readonly #height: number

  constructor(height: number) {
    this.#height = height
  }

  text(text: string, x: number, y: number, size: number, weight?: 'bold'): void {
    this.#parts.push(`BT 1 0 0 1 ${at(x)} ${at(this.#height - y)} Tm ${shownText(text, size, weight)} ET`)
  }

  line(x: number, y: number, length: number): void {
    this.#parts.push(`0.2 w 0.6 G ${at(x)} ${at(this.#height - y)} m ${at(x + length)} ${at(this.#height - y)} l S`)
  }

  fill(x: number, y: number, width: number, height: number): void {
    this.#parts.push(`0.93 g ${at(x)} ${at(this.#height - y - height)} ${at(width)} ${at(height)} re f 0 g`)
  }

  content(): Buffer {
    return deflateSync(this.#parts.join('\n'))
  }
}

const at = (value: number): string => value.toFixed(2)

/** Objects every page shares: 1 the catalogue, 2 the pages, 3 to 6 letters and what the Chinese ones are made of. */
const SHARED = 6
const CHINESE = '/BaseFont /STSong-Light'

/** A PDF 1.4 file (ISO 32000-1, 7.5), written page by page. */
class PdfFile {
  readonly #stream: ReturnType<typeof createWriteStream>
  readonly #done: Promise<void>
  readonly #offsets: number[] = []
  #length = 0
  #next = SHARED + 1
  readonly #pages: number[] = []

  constructor(path: string) {
    this.#stream = createWriteStream(path)
    this.#done = finished(this.#stream)
    // a failure is told by `end`
    this.#done.catch(() => {})
    this.#put(Buffer.from('%PDF-1.4\n%\u00e2\u00e3\n', 'latin1'))
  }

  async page(content: Buffer, width: number, height: number): Promise<void> {
    const [page, stream] = [this.#next++, this.#next++]
    this.#pages.push(page)
    const fonts = '<< /F1 3 0 R /F2 4 0 R /F3 5 0 R >>'
    this.#object(
      page,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${at(width)} ${at(height)}] /Resources << /Font ${fonts} >> /Contents ${stream} 0 R >>`,
    )
    this.#offsets[stream] = this.#length
    this.#put(Buffer.from(`${stream} 0 obj\n<< /Length ${content.length} /Filter /FlateDecode >>\nstream\n`))
    this.#put(content)
    this.#put(Buffer.from('\nendstream\nendobj\n'))
    if (this.#stream.writableNeedDrain) await once(this.#stream, 'drain')
  }

  async end(title: string): Promise<void> {
    const latin = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`
    this.#object(1, '<< /Type /Catalog /Pages 2 0 R >>')
    const kids = this.#pages.map((page) => `${page} 0 R`).join(' ')
    this.#object(2, `<< /Type /Pages /Count ${this.#pages.length} /Kids [${kids}] >>`)
    this.#object(3, latin(LATIN.plain))
    this.#object(4, latin(LATIN.bold))
    this.#object(
      5,
      `<< /Type /Font /Subtype /Type0 ${CHINESE}-UniGB-UCS2-H /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>`,
    )
    const flags =
      '/Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93'
    this.#object(
      6,
      `<< /Type /Font /Subtype /CIDFontType0 ${CHINESE} /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light ${flags} >> >>`,
    )
    const info = this.#next++
    this.#object(info, `<< /Title <feff${Buffer.from(title, 'utf16le').swap16().toString('hex')}> >>`)
    const start = this.#length
    const entries = this.#offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
    this.#put(
      Buffer.from(
        `xref\n0 ${this.#next}\n0000000000 65535 f \n${entries.join('')}trailer\n<< /Size ${this.#next} /Root 1 0 R /Info ${info} 0 R >>\nstartxref\n${start}\n%%EOF\n`,
      ),
    )
    this.#stream.end()
    await this.#done
  }

  #object(number: number, body: string): void {
    this.#offsets[number] = this.#length
    this.#put(Buffer.from(`${number} 0 obj\n${body}\nendobj\n`))
  }

  #put(bytes: Buffer): void {
    this.#length += bytes.length
    this.#stream.write(bytes)
  }
}
