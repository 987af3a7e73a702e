import type { PriceFileResult, PriceRow, PromotionPreview } from '../../../../shared/contract/pricing.ts'
import { dayAt } from '../../../../shared/day.ts'
import { tierText, type PriceKind, type Tier } from '../../../../shared/domain/pricing/price-cell.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import type { Company } from '../../backend.ts'
import { kyselyOn } from '../../db/dialect.ts'
import type { JobContext } from '../../db/workers/run-on-worker.ts'
import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import { SpreadsheetError } from '../../files/spreadsheet-error.ts'
import { openStage } from '../../files/stage.ts'
import { writeSpreadsheet, type SheetColumn, type SheetValue } from '../../files/write-spreadsheet.ts'
import type { CompanyInfo, QueryContext, SessionUser } from '../../rpc/context.ts'
import { isHidden } from '../products/mask.ts'
import { rowsByIds } from '../products/products.queries.ts'
import { SearchIndexes } from '../search/search.ts'
import { previewPromotion, type PreviewInput } from './preview.ts'
import {
  cellText,
  compareRows,
  findHeader,
  levelHeader,
  PRICE_COLUMNS,
  type FileRow,
  type KnownPrices,
  type PriceColumn,
} from './price-file.ts'
import { gradesOf, list, priceRows } from './price-list.queries.ts'

/** The company as a thread sees it. */
interface Seen {
  file: string
  user: SessionUser
  info: CompanyInfo
  now: Date
}

export interface WriteListInput extends Seen {
  to: string
  locale: Locale
  title: string
  filter: { search?: string; typeId?: string; brand?: string; customerId?: string }
}

export interface CompareInput extends Seen {
  stage: string
  fileName: string
  customerId: string | null
}

/** Rows of a page of the list, and of the file, looked at together. */
const AT_ONCE = 500
/** More differences than this are not shown at once. */
const MOST_DIFFERENCES = 20_000

const jobs = { writeList, compareList, preview }
export type PricingJobs = typeof jobs

/** Writes the price list as the user sees it: one row a product and unit, prices hidden from the user left out. */
function writeList(input: WriteListInput, job: JobContext): Promise<{ rows: number }> {
  return withContext(input, async (ctx) => {
    const { locale, filter } = input
    const rows: PriceRow[] = []
    let cursor: string | undefined
    do {
      const page = await list(ctx, { ...filter, limit: AT_ONCE, cursor })
      rows.push(...page.rows)
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    const hidden = hiddenKinds(ctx)
    const grades = hidden.has('level') ? [] : await gradesOf(ctx.db)
    const columns = PRICE_COLUMNS.filter(({ key }) => key !== 'contract' || filter.customerId !== undefined)
      .filter(({ key }) => !hidden.has(key as PriceKind))
      .map((column) => listColumn(column, rows, locale))
    const levels = grades.map((grade) => levelColumn(grade, rows, locale))
    const all = [
      ...columns.filter((c) => c.key !== 'contract'),
      ...levels,
      ...columns.filter((c) => c.key === 'contract'),
    ]
    try {
      const sheet = { sheetName: input.title, columns: all, locale, zone: input.info.timeZone }
      const cells = rows.map((row) => all.map((column) => column.valueOf(row)))
      return { rows: await writeSpreadsheet(input.to, sheet, cells, { onProgress: job.progress }) }
    } catch (error) {
      if (error instanceof SpreadsheetError) throw new AppError('FILE_REFUSED', { reason: error.code })
      throw error
    }
  })
}

type ListColumn = SheetColumn & { valueOf(row: PriceRow): SheetValue }

function listColumn({ key, header }: PriceColumn, rows: readonly PriceRow[], locale: Locale): ListColumn {
  const base = { key, header: header[locale], width: key === 'name' ? 30 : 12 }
  switch (key) {
    case 'code':
      return { ...base, kind: 'code', valueOf: (row) => row.code }
    case 'name':
    case 'spec':
    case 'unit':
      return { ...base, kind: 'text', valueOf: (row) => row[key] }
    case 'break':
      return { ...base, width: 24, kind: 'text', valueOf: (row) => tierText(row.breaks, row.factor) }
    case 'contract':
      return tierColumn(base, rows, (row) => row.contract)
    default:
      return { ...base, kind: 'price', valueOf: (row) => row[key] }
  }
}

const levelColumn = (grade: string, rows: readonly PriceRow[], locale: Locale): ListColumn => {
  const header = levelHeader(grade, locale)
  const tiersOf = (row: PriceRow): Tier[] => row.levels.find((level) => level.grade === grade)?.tiers ?? []
  return tierColumn({ key: `level ${grade}`, header, width: 14 }, rows, tiersOf)
}

/** Plain prices are numbers to calculate with; where any of them has steps the column is text. */
function tierColumn(
  base: Omit<SheetColumn, 'kind'>,
  rows: readonly PriceRow[],
  tiersOf: (row: PriceRow) => readonly Tier[],
): ListColumn {
  const isPlain = rows.every((row) => tiersOf(row).every((tier) => tier.minQuantity === 0))
  if (isPlain) return { ...base, kind: 'price', valueOf: (row) => tiersOf(row)[0]?.price ?? null }
  return { ...base, width: 24, kind: 'text', valueOf: (row) => tierText(tiersOf(row), row.factor) }
}

/** Compares a staged file with the prices of today. @throws RULE PRICE_LIST_WITHOUT_HEADER when no row names the columns */
function compareList(input: CompareInput): Promise<PriceFileResult> {
  return withContext(input, async (ctx) => {
    const stage = openStage(input.stage)
    try {
      for (const sheet of stage.sheets) {
        const header = sheet.hidden ? null : findHeader(stage.rows(sheet.no, 1, 20))
        if (!header) continue
        const titles = stage.rows(sheet.no, header.row + 1, 1)[0] ?? []
        const result: PriceFileResult = {
          fileName: input.fileName,
          rows: 0,
          differences: [],
          faults: [],
          ignored: titles.flatMap((title, i) => (cellText(title) && !header.columns[i] ? [cellText(title)] : [])),
          more: false,
        }
        const codeAt = header.columns.findIndex((column) => column?.key === 'code')
        const options = { customerId: input.customerId, hidden: hiddenKinds(ctx), seen: new Set<string>() }
        for (let from = header.row + 2; from <= sheet.rows; from += AT_ONCE) {
          const rows = stage
            .rows(sheet.no, from, AT_ONCE)
            .map((cells, i): FileRow => ({ row: from + i, cells }))
            .filter(({ cells }) => cellText(cells[codeAt]) !== '')
          result.rows += rows.length
          const codes = rows.map(({ cells }) => cellText(cells[codeAt]))
          const products = await knownPrices(ctx, codes, input.customerId)
          const { differences, faults } = compareRows(rows, header.columns, products, options)
          result.faults.push(...faults)
          result.differences.push(...differences)
          if (result.differences.length > MOST_DIFFERENCES) {
            result.differences.length = MOST_DIFFERENCES
            result.more = true
            break
          }
        }
        return result
      }
    } finally {
      stage.close()
    }
    throw ruleError('PRICE_LIST_WITHOUT_HEADER', { value: input.fileName })
  })
}

async function knownPrices(
  ctx: QueryContext,
  codes: readonly string[],
  customerId: string | null,
): Promise<Map<string, KnownPrices>> {
  const found = await ctx.db
    .selectFrom('product')
    .select('id')
    .where((eb) => eb(eb.fn<string>('upper', ['code']), 'in', [...new Set(codes.map((code) => code.toUpperCase()))]))
    .execute()
  const products = await rowsByIds(
    ctx,
    found.map((row) => row.id),
  )
  const rows = await priceRows(ctx, products, customerId ?? undefined)
  const byUnit = new Map(rows.map((row) => [`${row.productId} ${row.unit}`, row]))
  return new Map(
    products.map((product) => [
      product.code.toUpperCase(),
      {
        productId: product.id,
        name: product.name,
        baseUnit: product.baseUnit,
        factorOf: (unit) => byUnit.get(`${product.id} ${unit}`)?.factor ?? null,
        tiersOf: (unit, kind, grade) => tiersIn(byUnit.get(`${product.id} ${unit}`), kind, grade),
      },
    ]),
  )
}

function tiersIn(row: PriceRow | undefined, kind: PriceKind, grade: string): readonly Tier[] {
  if (!row) return []
  if (kind === 'break') return row.breaks
  if (kind === 'contract') return row.contract
  if (kind === 'level') return row.levels.find((level) => level.grade === grade)?.tiers ?? []
  const price = row[kind]
  return price === null ? [] : [{ minQuantity: 0, price }]
}

function preview(input: PreviewInput & Pick<Seen, 'file'>): Promise<PromotionPreview> {
  return withReader(input.file, (reader) => previewPromotion(reader, input))
}

/** Kinds of price this user does not get to see, in either direction. */
function hiddenKinds({ user }: QueryContext): Set<PriceKind> {
  const kinds: PriceKind[] = []
  if (isHidden(user, 'purchase')) kinds.push('purchase', 'floor')
  if (isHidden(user, 'retail')) kinds.push('retail')
  if (isHidden(user, 'sale')) kinds.push('sale', 'break', 'level', 'contract')
  return new Set(kinds)
}

function withContext<T>({ file, user, info, now }: Seen, work: (ctx: QueryContext) => Promise<T>): Promise<T> {
  return withReader(file, async (reader) => {
    // the list needs nothing of an open company but its search index; this one lives and ends with the thread
    const company = { search: new SearchIndexes(reader) } as Pick<Company, 'search'> as Company
    const today = dayAt(now, info.timeZone)
    reader.exec('BEGIN')
    try {
      return await work({ db: kyselyOn(reader), user, info, company, now, today, viaApi: false })
    } finally {
      reader.exec('COMMIT')
    }
  })
}

serveWorker(jobs)
