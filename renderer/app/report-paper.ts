import { escaped } from './print/ruler.ts'
import { reportText, type ReportRow, type ReportSheet } from '../components/report/report-types.ts'

export interface PaperLook {
  company: string
  locale: string
  /** Said at the foot of every page. */
  printedAt: string
  /** Names the last line. */
  total: string
}

/** Columns that still fit on an upright sheet. */
const UPRIGHT_COLUMNS = 7
/** Millimetres: of a sheet less its margins, and of each part. */
const HEIGHT = { upright: 279, across: 192 }
const ROW = 5.6
const TITLE = 16
const LINE = 4.6
const FOOT = 6

/**
 * A report on A4 as one HTML document with its own `@page`, every text escaped: title and question on the first page, column
 * titles on each, the totals and how it was computed at the end. Upright, or across where it has many columns.
 */
export function reportPaper(sheet: ReportSheet, look: PaperLook): string {
  const { columns, rows, totals } = sheet
  const shape = columns.length <= UPRIGHT_COLUMNS ? 'upright' : 'across'
  const noteLines = Math.ceil([...sheet.note].length / (shape === 'upright' ? 60 : 90)) + 1
  const pages = inPages(rows, {
    first: fits(HEIGHT[shape] - TITLE - sheet.question.length * LINE),
    next: fits(HEIGHT[shape]),
    close: noteLines + (totals ? 1 : 0),
  })
  const head = columns.map(({ label, kind }) => `<th class="${kind}">${escaped(label)}</th>`).join('')
  const body = (row: ReportRow, first?: string) =>
    columns
      .map(({ key, kind }, i) => {
        const text = reportText(row[key], kind)
        return `<td class="${kind}">${escaped(i === 0 && text === '' ? (first ?? '') : text)}</td>`
      })
      .join('')
  const sections = pages.map((part, i) => {
    const isLast = i === pages.length - 1
    const lines = part.map((row) => `<tr>${body(row)}</tr>`)
    if (isLast && totals) lines.push(`<tr class="total">${body(totals, look.total)}</tr>`)
    return `<section class="page ${shape}">
${i === 0 ? `<header><b>${escaped(look.company)}</b><h1>${escaped(sheet.title)}</h1>${sheet.question.map((line) => `<p>${escaped(line)}</p>`).join('')}</header>` : ''}
<table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table>
${isLast ? `<p class="note">${escaped(sheet.note)}</p>` : ''}
<p class="foot"><span>${escaped(look.printedAt)}</span><span>${i + 1} / ${pages.length}</span></p>
</section>`
  })
  return `<!doctype html>
<html lang="${escaped(look.locale)}">
<head><meta charset="utf-8"><title>${escaped(sheet.title)}</title><style>${stylesFor(shape)}</style></head>
<body>${sections.join('')}</body>
</html>
`
}

/** Rows that fit under their column titles. */
const fits = (height: number): number => Math.floor((height - FOOT) / ROW) - 1

/** Full pages, and a last one with room for what closes the report. */
function inPages(rows: readonly ReportRow[], room: { first: number; next: number; close: number }): ReportRow[][] {
  const pages: ReportRow[][] = []
  let done = 0
  for (;;) {
    const full = pages.length === 0 ? room.first : room.next
    const left = rows.length - done
    if (left + room.close <= full) {
      pages.push(rows.slice(done))
      return pages
    }
    const taken = Math.min(left, full)
    pages.push(rows.slice(done, done + taken))
    done += taken
  }
}

function stylesFor(shape: 'upright' | 'across'): string {
  const [width, height] = shape === 'upright' ? [210, 297] : [297, 210]
  return `@page { size: ${width}mm ${height}mm; margin: 0 }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: 9pt/1.25 SimSun, "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", serif; color: #000; background: #fff }
.page { display: flex; flex-direction: column; width: ${width}mm; height: ${height - 0.2}mm; padding: 9mm 10mm; overflow: hidden; break-after: page }
.page:last-child { break-after: auto }
header { text-align: center; min-height: ${TITLE}mm }
header b { display: block; height: 5mm; font-weight: normal }
h1 { height: 8mm; font: bold 15pt SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif }
header p { height: ${LINE}mm; overflow: hidden; text-align: left; white-space: nowrap }
table { width: 100%; border-collapse: collapse }
th, td { max-width: 60mm; height: ${ROW}mm; padding: 0 1mm; overflow: hidden; border: 0.2mm solid #000; white-space: nowrap; text-overflow: ellipsis }
th { font-weight: normal; text-align: center }
td { text-align: right; font-variant-numeric: tabular-nums }
td.text, td.day { text-align: left }
.total td { font-weight: bold }
.note { padding-top: 2mm; font-size: 8.5pt }
.foot { display: flex; justify-content: space-between; margin-top: auto; padding-top: 1.5mm; font-size: 8.5pt }`
}
