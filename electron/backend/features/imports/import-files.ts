import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ImportKind } from '../../../../shared/contract/imports.ts'
import { problemText } from '../../../../shared/domain/import/problem-texts.ts'
import type { ImportProblemCode } from '../../../../shared/domain/import/problems.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { pictureFile } from '../../files/pictures.ts'
import { markProblems, type CellProblem } from '../../files/mark-problems.ts'
import { handOut } from '../../files/hand-out.ts'
import { FILE_TYPES, inFolder } from '../../files/task-files.ts'
import { writeSpreadsheet, type ColumnKind } from '../../files/write-spreadsheet.ts'
import type { QueryContext, TaskContext } from '../../rpc/context.ts'
import { imageTypeOf } from '../products/image-type.ts'
import { loadJob } from './job.ts'
import { KINDS, ownImportFields } from './kinds.ts'
import { openPlan, type Plan } from './plan.ts'
import { importFiles } from './runs.ts'

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
  try {
    const headerRows = new Map(
      job.document.sheets.flatMap((s) => (s.headerRow === null ? [] : [[s.no, s.headerRow] as const])),
    )
    const options = { locale: input.locale, reasonHeader: REASON[input.locale], headerRows }
    const name = `${job.fileName.replace(/\.[^.]*$/, '')}-${REASON[input.locale]}.xlsx`
    return await inFolder(async (folder) => {
      const out = join(folder, 'problems.xlsx')
      await markProblems(files.stage, out, marks(plan, input.locale), options)
      return handOut(out, name, FILE_TYPES.xlsx)
    })
  } finally {
    plan.close()
  }
}

/** A picture of the file as its rows name it. @throws NOT_FOUND */
export async function picture(
  ctx: QueryContext,
  input: Requests['imports']['picture'],
): Promise<Outputs['imports']['picture']> {
  const { id, no } = input
  await loadJob(ctx, id)
  const path = pictureFile(importFiles(ctx.company, id).pictures, no)
  if (!existsSync(path)) throw new AppError('NOT_FOUND', { entity: 'picture', id: String(no) })
  const bytes = readFileSync(path)
  return new File([bytes], String(no), { type: imageTypeOf(bytes) ?? '' })
}

/** An empty sheet with the headers of a kind of import, which it reads without asking. */
export async function template(
  ctx: TaskContext,
  input: Requests['imports']['template'],
): Promise<Outputs['imports']['template']> {
  const { kind, locale } = input
  const name = NAMES[locale][kind]
  const columns = [...KINDS[kind].fields, ...(await ownImportFields(ctx.db, kind))]
    .filter((field) => !LEFT_OUT[kind].includes(field.key))
    .map((field) => {
      const header = locale === 'en' ? field.label.en : field.label.zh
      return { key: field.key, header, width: Math.max(12, header.length * 2 + 4), kind: COLUMN_KINDS[field.kind] }
    })
  return inFolder(async (folder) => {
    const out = join(folder, 'template.xlsx')
    await writeSpreadsheet(out, { sheetName: name, columns, locale }, [])
    return handOut(out, `${name}.xlsx`, FILE_TYPES.xlsx)
  })
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
