import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ImportKind } from '../../../../shared/contract/imports.ts'
import { problemText } from '../../../../shared/domain/import/problem-texts.ts'
import type { ImportProblemCode } from '../../../../shared/domain/import/problems.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { newId } from '../../../../shared/ids.ts'
import { markProblems, type CellProblem } from '../../files/mark-problems.ts'
import { writeSpreadsheet, type ColumnKind } from '../../files/write-spreadsheet.ts'
import type { TaskContext } from '../../rpc/context.ts'
import { loadJob } from './job.ts'
import { KINDS, ownImportFields } from './kinds.ts'
import { openPlan, type Plan } from './plan.ts'
import { importFiles } from './runs.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const REASON = { 'zh-CN': '错误原因', en: 'What is wrong' } as const
const NAMES = {
  'zh-CN': { customers: '客户导入模板', products: '商品导入模板', orders: '订单导入模板', suppliers: '供应商导入模板' },
  en: {
    customers: 'Customers template',
    products: 'Products template',
    orders: 'Orders template',
    suppliers: 'Suppliers template',
  },
} as const
/** Columns of order lists that only make sense in files of other programs. */
const LEFT_OUT: Record<ImportKind, readonly string[]> = {
  customers: ['sort'],
  products: ['color'],
  orders: [],
  suppliers: ['sort'],
}

/** The user's own sheets with every problem marked and told in a column of its own. @throws IMPORT_NOT_READY, NOT_FOUND */
export async function problemFile(
  ctx: TaskContext,
  input: Requests['imports']['problemFile'],
): Promise<Outputs['imports']['problemFile']> {
  const job = await loadJob(ctx, input.id)
  const files = importFiles(ctx.company, job.id)
  const plan = openPlan(files.plan)
  if (!plan) throw ruleError('IMPORT_NOT_READY')
  const out = join(files.folder, `problems-${newId()}.xlsx`)
  try {
    const headerRows = new Map(
      job.document.sheets.flatMap((s) => (s.headerRow === null ? [] : [[s.no, s.headerRow] as const])),
    )
    const options = { locale: input.locale, reasonHeader: REASON[input.locale], headerRows }
    await markProblems(files.stage, out, marks(plan, input.locale), options)
    const name = `${job.fileName.replace(/\.[^.]*$/, '')}-${REASON[input.locale]}.xlsx`
    return new File([readFileSync(out)], name, { type: XLSX })
  } finally {
    plan.close()
    rmSync(out, { force: true })
  }
}

/** An empty sheet with the headers of a kind of import, which it reads without asking. */
export async function template(
  ctx: TaskContext,
  input: Requests['imports']['template'],
): Promise<Outputs['imports']['template']> {
  const { kind, locale } = input
  const name = NAMES[locale][kind]
  const out = join(ctx.company.folder, `template-${newId()}.xlsx`)
  const columns = [...KINDS[kind].fields, ...(await ownImportFields(ctx.db, kind))]
    .filter((field) => !LEFT_OUT[kind].includes(field.key))
    .map((field) => {
      const header = locale === 'en' ? field.label.en : field.label.zh
      return { key: field.key, header, width: Math.max(12, header.length * 2 + 4), kind: COLUMN_KINDS[field.kind] }
    })
  try {
    await writeSpreadsheet(out, { sheetName: name, columns, locale }, [])
    return new File([readFileSync(out)], `${name}.xlsx`, { type: XLSX })
  } finally {
    rmSync(out, { force: true })
  }
}

const COLUMN_KINDS: Record<(typeof KINDS)['orders']['fields'][number]['kind'], ColumnKind> = {
  text: 'text',
  code: 'code',
  phone: 'code',
  barcode: 'code',
  money: 'money',
  price: 'price',
  quantity: 'quantity',
  integer: 'integer',
  percent: 'percent',
  day: 'day',
  instant: 'day',
  boolean: 'text',
  choice: 'text',
}

function* marks(plan: Plan, locale: 'zh-CN' | 'en'): Generator<CellProblem> {
  for (const p of plan.allProblems()) {
    const { reason, remedy } = problemText(p.code as ImportProblemCode, p.data, locale)
    const stop = locale === 'en' ? `${reason}. ${remedy}.` : `${reason}。${remedy}。`
    yield { sheet: p.sheet, row: p.row, column: p.column === null ? null : p.column - 1, text: stop }
  }
}
