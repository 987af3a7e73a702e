import { ORPCError } from '@orpc/contract'
import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../../shared/contract/index.ts'
import { importOptions, type ImportKind, type ImportView } from '../../../shared/contract/imports.ts'
import { CUSTOMER_IMPORT } from '../../../shared/domain/import/customer-fields.ts'
import { ORDER_IMPORT } from '../../../shared/domain/import/order-fields.ts'
import { problemText } from '../../../shared/domain/import/problem-texts.ts'
import { IMPORT_PROBLEM_CODES, type ImportProblemCode } from '../../../shared/domain/import/problems.ts'
import { PRODUCT_IMPORT } from '../../../shared/domain/import/product-fields.ts'
import type { Locale } from '../../../shared/i18n/index.ts'
import { newId } from '../../../shared/ids.ts'
import { Refusal } from './cli-errors.ts'
import type { Answer, CommandContext } from './cli-run.ts'

/** States in which the backend is at work. */
const BUSY: readonly ImportView['state'][] = ['reading', 'checking', 'committing']
const POLL_MS = 100
const SAY_EVERY_MS = 2000
const KINDS = { customers: CUSTOMER_IMPORT, products: PRODUCT_IMPORT, orders: ORDER_IMPORT }

/**
 * Imports a spreadsheet with the proposed columns: every sheet that has rows and columns we know, or the one named.
 * An interrupt (Ctrl+C) cancels it; what was written until then stays and can be undone.
 */
export async function importFile(context: CommandContext): Promise<Answer> {
  const start = performance.now()
  const [kind, path] = context.positionals as [ImportKind, string]
  const file = await fileAt(path)
  const { imports } = await context.asOwner()
  const id = newId()
  const run = new ImportRun(imports, id, context)
  const cancel = () => void imports.cancel({ id }).catch(() => undefined)
  process.once('SIGINT', cancel)
  try {
    const opened = await run.settle(imports.open({ id, kind, file }))
    const { chosen, left } = chooseSheets(opened, context.values.sheet)
    const options = importOptions.parse({
      existing: context.values.existing,
      noCustomer: context.values['no-customer'],
    })
    const sheets = opened.sheets.map(({ no, headerRow, mapping }) => ({
      no,
      selected: chosen.includes(no),
      headerRow,
      mapping: mapping.map(({ column, field }) => ({ column, field })),
    }))
    const checked = await run.settle(imports.configure({ id, sheets, options }))
    if (checked.missingFields.length > 0) {
      await imports.cancel({ id })
      throw new Refusal('IMPORT_NO_COLUMN', { what: fieldLabels(kind, checked.missingFields, context.locale) })
    }
    if (context.dryRun) await imports.cancel({ id })
    const view = context.dryRun ? checked : await run.settle(imports.commit({ id }))
    if (!context.dryRun && view.state !== 'done') throw new Error(`the import ended as ${view.state}`)
    return answer(view, left, context, Math.round(performance.now() - start))
  } finally {
    process.off('SIGINT', cancel)
  }
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

  /** The view after a step that goes on after its call has returned. @throws what the import failed with */
  async settle(call: Promise<ImportView>): Promise<ImportView> {
    let returned = false
    const outcome = call.finally(() => (returned = true))
    // awaited below; until then a failure must not count as unhandled
    outcome.catch(() => undefined)
    while (!returned) {
      await Promise.race([outcome.catch(() => undefined), sleep(POLL_MS)])
      // before the file has arrived there is nothing to look at
      if (!returned) await this.#imports.get({ id: this.#id }).then(this.#report, () => undefined)
    }
    let view = await outcome
    while (BUSY.includes(view.state)) {
      await sleep(POLL_MS)
      view = await this.#imports.get({ id: this.#id })
      this.#report(view)
    }
    if (view.error) throw new ORPCError(view.error.code, { data: view.error.data })
    if (view.state === 'cancelled') throw new Refusal('CANCELLED')
    return view
  }

  readonly #report = ({ state, progress }: ImportView): void => {
    if (performance.now() - this.#said < SAY_EVERY_MS) return
    this.#said = performance.now()
    this.#say(`${state} ${progress.done.toLocaleString('en')} / ${progress.total.toLocaleString('en')}`)
  }
}

async function fileAt(path: string): Promise<File> {
  try {
    return new File([await openAsBlob(path)], basename(path))
  } catch {
    throw new Refusal('FILE_NOT_FOUND', { what: path })
  }
}

function chooseSheets({ sheets }: ImportView, named: string | undefined): { chosen: number[]; left: string[] } {
  if (named !== undefined) {
    const sheet = sheets.find((s) => s.name === named) ?? sheets.find((s) => String(s.no) === named)
    if (!sheet) throw new Refusal('SHEET_NOT_FOUND', { what: sheets.map((s) => s.name).join(', ') })
    return { chosen: [sheet.no], left: [] }
  }
  const filled = sheets.filter((s) => s.rows > 0)
  const known = filled.filter((s) => s.mapping.some((m) => m.field !== null))
  // where no column is known anywhere, the check says which are missing
  const chosen = known.length > 0 ? known : filled
  return { chosen: chosen.map((s) => s.no), left: filled.filter((s) => !chosen.includes(s)).map((s) => s.name) }
}

function fieldLabels(kind: ImportKind, keys: readonly string[], locale: Locale): string {
  const { fields } = KINDS[kind]
  const language = locale === 'en' ? 'en' : 'zh'
  return keys.map((key) => fields.find((f) => f.key === key)?.label[language] ?? key).join(', ')
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
