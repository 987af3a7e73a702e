import type { ImportKind } from '../../../../shared/contract/imports.ts'
import type { Cell } from '../../../../shared/domain/import/cell.ts'
import { headerText, layoutKey, mapColumns, missingNeeds } from '../../../../shared/domain/import/columns.ts'
import type { ImportField } from '../../../../shared/domain/import/fields.ts'
import { findHeader } from '../../../../shared/domain/import/header.ts'
import { matchHeader } from '../../../../shared/domain/import/header-match.ts'
import type { QueryContext } from '../../rpc/context.ts'
import type { JobColumn, JobSheet } from './job.ts'
import { KINDS, ownImportFields } from './kinds.ts'

/** Rows looked at to find the header and to see what columns hold. */
export const SAMPLE_ROWS = 100

/** What the company knows that helps to read a sheet. */
export interface Knowledge {
  kind: ImportKind
  /** Mappings of former imports: field by column, by layout. */
  layouts: ReadonlyMap<string, readonly (string | null)[]>
  synonyms: ReadonlyMap<string, readonly string[]>
  /** What columns may be. */
  fields: readonly ImportField[]
}

export async function knowledgeOf(ctx: Pick<QueryContext, 'db'>, kind: ImportKind): Promise<Knowledge> {
  const layouts = await ctx.db.selectFrom('import_layout').selectAll().where('kind', '=', kind).execute()
  const warehouses = await ctx.db.selectFrom('warehouse').select('name').where('archived', '=', 0).execute()
  return {
    kind,
    fields: [...KINDS[kind].fields, ...(await ownImportFields(ctx.db, kind))],
    layouts: new Map(layouts.map((l) => [l.layout_key, JSON.parse(l.mapping) as (string | null)[]])),
    synonyms: new Map([['openingStock', warehouses.map((w) => w.name)]]),
  }
}

interface FoundSheet {
  no: number
  name: string
  hidden: boolean
  rows: number
  columns: number
}

/** Header row and mapping of every sheet; selected are those that can be imported as they are, with the same headers. */
export function proposeSheets(
  knowledge: Knowledge,
  sheets: readonly FoundSheet[],
  firstRows: (sheet: number) => Cell[][],
): JobSheet[] {
  const { fields } = knowledge
  const proposals = sheets.map((sheet) => {
    const rows = firstRows(sheet.no)
    const header = findHeader(rows, fields).row
    const headerRow = header === null ? null : header + 1
    const mapping = proposeMapping(knowledge, sheet.columns, rows, headerRow)
    const isWhole = !sheet.hidden && sheet.rows > 0 && missingFields(knowledge.kind, [{ mapping }]).length === 0
    return { sheet, isWhole, layout: header === null ? '' : layoutKey(rows[header]!), headerRow, mapping }
  })
  const first = proposals.find((p) => p.isWhole) ?? proposals.find((p) => !p.sheet.hidden && p.sheet.rows > 0)
  return proposals.map((p) => ({
    no: p.sheet.no,
    name: p.sheet.name,
    rows: p.sheet.rows,
    columns: p.sheet.columns,
    selected: p === first || (p.isWhole && p.layout === first?.layout),
    headerRow: p.headerRow,
    mapping: p.mapping,
  }))
}

/** The mapping for a header row: as it was last time for the same headers, else by synonyms. */
export function proposeMapping(
  knowledge: Knowledge,
  columns: number,
  rows: readonly Cell[][],
  headerRow: number | null,
): JobColumn[] {
  const { fields } = knowledge
  const headers = headerRow === null ? [] : (rows[headerRow - 1] ?? [])
  const body = rows.slice(headerRow ?? 0)
  const guessed = headerRow === null ? [] : mapColumns(headers, fields, body, { extraSynonyms: knowledge.synonyms })
  const remembered = headerRow === null ? undefined : knowledge.layouts.get(layoutKey(headers))
  return Array.from({ length: columns }, (_, i): JobColumn => {
    const guess = guessed[i] ?? { header: '', field: null, confidence: 0, qualifier: '' }
    const { header } = guess
    if (!remembered) return { ...guess, column: i + 1 }
    const field = remembered[i] ?? null
    const qualifier = qualifierOf(knowledge, header, field)
    return { column: i + 1, header, field, confidence: field === null ? 0 : 1, qualifier }
  })
}

/** The mapping a user chose, with headers and qualifiers as the sheet has them. */
export function chosenMapping(
  knowledge: Knowledge,
  columns: number,
  headers: readonly Cell[],
  chosen: readonly { column: number; field: string | null }[],
): JobColumn[] {
  const keys = new Set(knowledge.fields.map((f) => f.key))
  const wantedBy = new Map(chosen.map((c) => [c.column, c.field]))
  return Array.from({ length: columns }, (_, i): JobColumn => {
    const header = headerText(headers[i] ?? null)
    const wanted = wantedBy.get(i + 1) ?? null
    const field = wanted !== null && keys.has(wanted) ? wanted : null
    const qualifier = qualifierOf(knowledge, header, field)
    return { column: i + 1, header, field, confidence: field === null ? 0 : 1, qualifier }
  })
}

/** Groups of required fields for which a sheet has no column, each as `a/b`. */
export function missingFields(kind: ImportKind, sheets: readonly Pick<JobSheet, 'mapping'>[]): string[] {
  const missing = sheets.flatMap(({ mapping }) => missingNeeds(mapping, KINDS[kind]).map((group) => group.join('/')))
  return [...new Set(missing)]
}

function qualifierOf(knowledge: Knowledge, header: string, key: string | null): string {
  const field = knowledge.fields.find((f) => f.key === key)
  return field?.repeat ? matchHeader(header, field, knowledge.synonyms.get(field.key)).qualifier : ''
}
