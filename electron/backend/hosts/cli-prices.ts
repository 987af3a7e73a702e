import type { PriceFileResult } from '../../../shared/contract/pricing.ts'
import { translateAny, type MessageKey } from '../../../shared/i18n/index.ts'
import { newId } from '../../../shared/ids.ts'
import { fileAt } from './cli-files.ts'
import type { Answer, CommandContext } from './cli-run.ts'

/**
 * Puts the prices of a price list in force, today or from a day on. A row with a cell that cannot be read is rejected as a
 * whole. Prices that stand for nothing in the file stay; nothing is written by a dry run.
 */
export async function importPrices(context: CommandContext): Promise<Answer> {
  const start = performance.now()
  const { positionals, values, dryRun, locale } = context
  const fromDay = values.from ?? null
  const file = await fileAt(positionals[1]!)
  const { pricing } = await context.asOwner()
  const first = await pricing.readList({ file })
  const rejected = new Set(first.faults.map((f) => f.row))
  const updated = new Set<number>()
  const differences: PriceFileResult['differences'] = []
  let result = first
  for (;;) {
    const changes = result.differences.filter((d) => !rejected.has(d.row))
    for (const { row } of changes) updated.add(row)
    differences.push(...changes)
    if (dryRun || changes.length === 0) break
    await pricing.apply({
      id: newId(),
      source: 'file',
      fileName: file.name,
      fromDay,
      changes,
    })
    // one that begins later is still a difference today
    if (!result.more || fromDay !== null) break
    result = await pricing.readList({ file })
  }
  const { rows } = first
  const counts = {
    rows,
    created: 0,
    updated: updated.size,
    skipped: rows - updated.size - rejected.size,
    rejected: rejected.size,
  }
  const reasons = [...Map.groupBy(first.faults, (f) => f.fault)].map(([fault, found]) => ({
    code: `PRICE_${fault.toUpperCase().replaceAll('-', '_')}`,
    message: translateAny(locale, `pricing.fault.${fault}` as MessageKey),
    count: found.length,
    rows: found.map((f) => f.row),
  }))
  const ignored = first.ignored.map((header) => ({ code: 'COLUMN_LEFT_OUT', message: header, count: 1, rows: [] }))
  const more = result.more && (dryRun || fromDay !== null)
  const warnings = more ? [...ignored, { code: 'MORE_PRICES', message: file.name, count: 1, rows: [] }] : ignored
  const ms = Math.round(performance.now() - start)
  const zh = `${rows} 行：改动 ${counts.updated}，不变 ${counts.skipped}，拒绝 ${counts.rejected}`
  const en = `${rows} rows: ${counts.updated} changed, ${counts.skipped} unchanged, ${counts.rejected} rejected`
  const lines = reasons.map((r) => `  ${r.count} × ${r.message} (${r.rows.join(', ')})`)
  return {
    result: { ...counts, reasons, warnings, differences, ms },
    text: [locale === 'en' ? en : zh, ...lines].join('\n'),
  }
}
