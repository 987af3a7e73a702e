/**
 * What a company decides about its 送货单 (domain.md 8): the sheet, the columns with their order and width, the texts. Not a
 * free canvas: every combination prints, on dot-matrix paper as on a laser printer.
 */

/** Width and height in millimetres; `strip`: tractor strips left and right that nothing is printed on. */
export const NOTE_SHEETS = {
  /** A third, a half and the whole of an 11 inch form. */
  third: { width: 241, height: 93.1, strip: 15 },
  half: { width: 241, height: 139.7, strip: 15 },
  whole: { width: 241, height: 279.4, strip: 15 },
  a4: { width: 210, height: 297, strip: 10 },
} as const
export type NoteSheet = keyof typeof NOTE_SHEETS
export const NOTE_SHEET_NAMES = ['third', 'half', 'whole', 'a4'] as const satisfies readonly NoteSheet[]

/** Most lines that are readable on a sheet. */
const MOST_ROWS: Record<NoteSheet, number> = { third: 4, half: 12, whole: 30, a4: 30 }
const LARGER: Record<NoteSheet, NoteSheet> = { third: 'half', half: 'whole', whole: 'whole', a4: 'a4' }

/** The sheet chosen, or the next larger one that holds so many lines: rows never become unreadable. */
export function sheetFor(sheet: NoteSheet, rows: number): NoteSheet {
  return rows <= MOST_ROWS[sheet] || LARGER[sheet] === sheet ? sheet : sheetFor(LARGER[sheet], rows)
}

/** Columns a note may have; `flexible` ones share what the others leave. */
export const NOTE_COLUMNS = [
  'no',
  'code',
  'barcode',
  'name',
  'spec',
  'packs',
  'loose',
  'unit',
  'quantity',
  'price',
  'amount',
  'lot',
  'remark',
] as const
export type NoteColumn = (typeof NOTE_COLUMNS)[number]
/** Nothing can be delivered without these. */
export const REQUIRED_COLUMNS: readonly NoteColumn[] = ['name', 'quantity']
/** Printed only for those who may see prices. */
export const PRICE_COLUMNS: readonly NoteColumn[] = ['price', 'amount']

export interface NoteColumnChoice {
  key: NoteColumn
  /** Millimetres; null: what the others leave. */
  width: number | null
}

export interface NoteTemplate {
  sheet: NoteSheet
  /** Over the note; empty: 送货单. */
  title: string
  columns: NoteColumnChoice[]
  /** Points. */
  fontSize: number
  /** What the customer owed before and owes now. */
  showDebt: boolean
  /** The amount in capitals. */
  showWords: boolean
  showBarcode: boolean
  showWeight: boolean
  /** Names of the copies (存根联, 客户联 …): each is printed on a sheet of its own. Empty: one print, carbon copies by the paper. */
  copies: string[]
}

export const DEFAULT_NOTE_TEMPLATE: NoteTemplate = {
  sheet: 'half',
  title: '',
  columns: [
    { key: 'no', width: 8 },
    { key: 'code', width: 20 },
    { key: 'name', width: null },
    { key: 'spec', width: 23 },
    { key: 'packs', width: 15 },
    { key: 'loose', width: 15 },
    { key: 'unit', width: 10 },
    { key: 'quantity', width: 19 },
    { key: 'price', width: 19 },
    { key: 'amount', width: 23 },
    { key: 'lot', width: 30 },
    { key: 'remark', width: 24 },
  ],
  fontSize: 9.5,
  showDebt: true,
  showWords: true,
  showBarcode: true,
  showWeight: true,
  copies: [],
}

/** Least width that is left for the columns without one, millimetres. */
const LEAST_FLEXIBLE = 30
/** Columns may be so many times too wide together: they give way alike. More would cut most texts off. */
const MOST_SHRINKING = 1.3

export type TemplateProblem = 'REQUIRED_COLUMN' | 'REPEATED_COLUMN' | 'NO_FLEXIBLE_COLUMN' | 'TOO_WIDE'

/** Why a note cannot be printed by this template; null: it can. */
export function templateProblem(template: Pick<NoteTemplate, 'sheet' | 'columns'>): TemplateProblem | null {
  const keys = template.columns.map((column) => column.key)
  if (new Set(keys).size < keys.length) return 'REPEATED_COLUMN'
  if (REQUIRED_COLUMNS.some((key) => !keys.includes(key))) return 'REQUIRED_COLUMN'
  if (template.columns.every((column) => column.width !== null)) return 'NO_FLEXIBLE_COLUMN'
  // lots are only printed when a note has any
  const usual = template.columns.filter((column) => column.key !== 'lot')
  return widthOf(usual) > MOST_SHRINKING * roomOn(template.sheet) ? 'TOO_WIDE' : null
}

const widthOf = (columns: readonly NoteColumnChoice[]) => columns.reduce((sum, { width }) => sum + (width ?? 0), 0)

/** Millimetres for the columns that have a width. */
function roomOn(sheet: NoteSheet): number {
  const { width, strip } = NOTE_SHEETS[sheet]
  return width - 2 * strip - LEAST_FLEXIBLE
}

/**
 * The columns of one print: without prices for those who may not see them, without lots where there are none. When they are
 * wider than the sheet, all with a width give way alike.
 */
export function columnsToPrint(
  template: Pick<NoteTemplate, 'sheet' | 'columns'>,
  shown: { prices: boolean; lots: boolean },
): NoteColumnChoice[] {
  const columns = template.columns.filter(
    ({ key }) => (shown.prices || !PRICE_COLUMNS.includes(key)) && (shown.lots || key !== 'lot'),
  )
  const fixed = widthOf(columns)
  const room = roomOn(template.sheet)
  if (fixed <= room) return columns
  return columns.map(({ key, width: own }) => ({
    key,
    width: own === null ? null : Math.round((own * room * 10) / fixed) / 10,
  }))
}
