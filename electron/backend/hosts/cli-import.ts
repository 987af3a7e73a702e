import { ORPCError } from '@orpc/contract'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Client } from '../../../shared/contract/index.ts'
import { importOptions, type ImportKind, type ImportView } from '../../../shared/contract/imports.ts'
import { CUSTOMER_IMPORT } from '../../../shared/domain/import/customer-fields.ts'
import { ORDER_IMPORT } from '../../../shared/domain/import/order-fields.ts'
import { problemText } from '../../../shared/domain/import/problem-texts.ts'
import { IMPORT_PROBLEM_CODES, type ImportProblemCode } from '../../../shared/domain/import/problems.ts'
import { PRODUCT_IMPORT } from '../../../shared/domain/import/product-fields.ts'
import { SUPPLIER_IMPORT } from '../../../shared/domain/import/supplier-fields.ts'
import type { Locale } from '../../../shared/i18n/index.ts'
import { newId } from '../../../shared/ids.ts'
import { Refusal } from './cli-errors.ts'
import { fileAt } from './cli-files.ts'
import { importPrices } from './cli-prices.ts'
import type { Answer, CommandContext } from './cli-run.ts'

/** States in which the backend is at work. */
const BUSY: readonly ImportView['state'][] = ['reading', 'checking', 'committing', 'undoing']
const POLL_MS = 100
const SAY_EVERY_MS = 2000
const KINDS = { customers: CUSTOMER_IMPORT, products: PRODUCT_IMPORT, orders: ORDER_IMPORT, suppliers: SUPPLIER_IMPORT }

/**
 * Imports a spreadsheet with the proposed columns: every sheet that has the columns an import needs, or the one named; a
 * price list goes to `importPrices`.
 * An interrupt (Ctrl+C) cancels it; what was written until then is taken back.
 */
export async function importFile(context: CommandContext): Promise<Answer> {
  if (context.positionals[0] === 'prices') return importPrices(context)
  const start = performance.now()
  const [kind, path] = context.positionals as [ImportKind, string]
  const file = await fileAt(path)
  const { imports } = await context.asOwner()
  const id = newId()
  const run = new ImportRun(imports, id, context)
  // there may be nothing left to cancel
  const cancel = () => imports.cancel({ id }).catch(() => undefined)
  const interrupt = () => void cancel()
  process.once('SIGINT', interrupt)
  try {
    const opened = await run.follow(imports.open({ id, kind, file }))
    const chosen = chooseSheets(kind, opened, context.values.sheet)
    const checked = await run.settle(check(imports, opened, chosen, context))
    if (checked.missingFields.length > 0) {
      throw new Refusal('IMPORT_NO_COLUMN', { what: fieldLabels(kind, checked.missingFields, context.locale) })
    }
    if (context.dryRun) await imports.cancel({ id })
    const view = context.dryRun ? checked : await run.settle(imports.commit({ id }))
    if (!context.dryRun && view.state !== 'done') throw new Error(`the import ended as ${view.state}`)
    const left = context.values.sheet ? [] : opened.sheets.filter((s) => s.rows > 0 && !chosen.includes(s.no))
    return answer(
      view,
      left.map((s) => s.name),
      context,
      Math.round(performance.now() - start),
    )
  } catch (error) {
    await cancel()
    throw error
  } finally {
    process.off('SIGINT', interrupt)
  }
}

/** The check under way since the file was opened, or another one when something else is wanted than was proposed. */
async function check(
  imports: Client['imports'],
  opened: ImportView,
  chosen: readonly number[],
  { values }: CommandContext,
): Promise<ImportView> {
  const options = importOptions.parse({ existing: values.existing, noCustomer: values['no-customer'] })
  const asProposed = opened.sheets.every((s) => s.selected === chosen.includes(s.no))
  if (asProposed && isDeepStrictEqual(options, opened.options)) return opened
  const sheets = opened.sheets.map(({ no, headerRow, mapping }) => ({
    no,
    selected: chosen.includes(no),
    headerRow,
    mapping: mapping.map(({ column, field }) => ({ column, field })),
  }))
  return imports.configure({ id: opened.id, sheets, options })
}

/** Waits for the steps of one import and says how far they are. */
class ImportRun {
  readonly #imports: Client['imports']
  readonly #id: string
  readonly #say: (line: string) => void
  #said = performance.now()

  constructor(imports: Client['imports'], id: string, { say }: CommandContext) {
    this.#imports = imports
    this.#id = id
    this.#say = say
  }

  /** What a call answers; meanwhile says how far it is. */
  async follow(call: Promise<ImportView>): Promise<ImportView> {
    let returned = false
    const outcome = call.finally(() => (returned = true))
    // awaited below; until then a failure must not count as unhandled
    outcome.catch(() => undefined)
    while (!returned) {
      await Promise.race([outcome.catch(() => undefined), sleep(POLL_MS)])
      // before the file has arrived there is nothing to look at
      if (!returned) await this.#imports.get({ id: this.#id }).then(this.#report, () => undefined)
    }
    return outcome
  }

  /** The view after a step that goes on when its call has returned. @throws what the import failed with */
  async settle(call: Promise<ImportView>): Promise<ImportView> {
    let view = await this.follow(call)
    while (BUSY.includes(view.state)) {
      await sleep(POLL_MS)
      view = await this.#imports.get({ id: this.#id })
      this.#report(view)
    }
    if (view.error) throw new ORPCError(view.error.code, { data: view.error.data })
    if (view.state === 'cancelled' || view.state === 'undone') throw new Refusal('CANCELLED')
    return view
  }

  readonly #report = ({ state, progress }: ImportView): void => {
    if (performance.now() - this.#said < SAY_EVERY_MS) return
    this.#said = performance.now()
    this.#say(`${state} ${progress.done.toLocaleString('en')} / ${progress.total.toLocaleString('en')}`)
  }
}

/** The numbers of the sheets to import. */
function chooseSheets(kind: ImportKind, { sheets }: ImportView, named: string | undefined): number[] {
  if (named !== undefined) {
    const sheet = sheets.find((s) => s.name === named) ?? sheets.find((s) => String(s.no) === named)
    if (!sheet) throw new Refusal('SHEET_NOT_FOUND', { what: sheets.map((s) => s.name).join(', ') })
    return [sheet.no]
  }
  const { needs } = KINDS[kind]
  const whole = sheets.filter(({ rows, mapping }) => {
    const fields = new Set(mapping.map((m) => m.field))
    return rows > 0 && needs.every((group) => group.some((key) => fields.has(key)))
  })
  // where no sheet has every column it needs, the proposed one tells which are missing
  return (whole.length > 0 ? whole : sheets.filter((s) => s.selected)).map((s) => s.no)
}

/** Missing fields in words; where one of several would do, `a/b`. */
function fieldLabels(kind: ImportKind, missing: readonly string[], locale: Locale): string {
  const language = locale === 'en' ? 'en' : 'zh'
  const label = (key: string) => KINDS[kind].fields.find((f) => f.key === key)?.label[language] ?? key
  return missing.map((keys) => keys.split('/').map(label).join('/')).join(', ')
}

function answer(view: ImportView, left: readonly string[], { locale }: CommandContext, ms: number): Answer {
  const told = view.reasons.map(({ severity, code, count, rows, data }) => ({
    severity,
    reason: { code, message: messageOf(code, data, locale), count, rows },
  }))
  const reasons = told.filter((t) => t.severity === 'error').map((t) => t.reason)
  const warnings = told.filter((t) => t.severity === 'warning').map((t) => t.reason)
  const unread = left.map((name) => ({ code: 'SHEET_LEFT_OUT', message: name, count: 1, rows: [] }))
  const result = { ...view.counts, reasons, warnings: [...warnings, ...unread], extra: view.extra, ms }
  const { rows, created, updated, skipped, rejected } = view.counts
  const zh = `${rows} 行：新建 ${created}，更新 ${updated}，跳过 ${skipped}，拒绝 ${rejected}`
  const en = `${rows} rows: ${created} created, ${updated} updated, ${skipped} skipped, ${rejected} rejected`
  const lines = [...reasons, ...warnings].map(
    ({ message, count, rows: at }) => `  ${count} × ${message} (${at.join(', ')})`,
  )
  return { result, text: [locale === 'en' ? en : zh, ...lines].join('\n') }
}

function messageOf(code: string, data: Readonly<Record<string, string | number>>, locale: Locale): string {
  const known = (IMPORT_PROBLEM_CODES as readonly string[]).includes(code)
  if (!known) return code
  const { reason, remedy } = problemText(code as ImportProblemCode, data, locale)
  return locale === 'en' ? `${reason}. ${remedy}` : `${reason}；${remedy}`
}
