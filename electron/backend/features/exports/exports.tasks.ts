import { join } from 'node:path'
import type { Right } from '../../../../shared/access.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import { handOut } from '../../files/hand-out.ts'
import { FILE_TYPES, inFolder } from '../../files/task-files.ts'
import type { TaskContext } from '../../rpc/context.ts'
import type { ExportJobs } from './exports.worker.ts'
import type { ExportFilters } from './rows.ts'
import { textIn, TITLES, type ExportKind } from './sheets.ts'

const worker = workerOf<ExportJobs>(new URL('./exports.worker.ts', import.meta.url))

/** A list may be exported by whoever may see it; the right to export alone is not enough. */
const VIEW_RIGHT: Record<ExportKind, Right> = {
  customers: 'customers.view',
  mailing: 'customers.view',
  suppliers: 'purchasing.view',
  products: 'products.view',
  orders: 'orders.view',
  orderLines: 'orders.view',
  stock: 'stock.view',
  lots: 'stock.view',
  recall: 'stock.view',
}

/** Customers as filtered. @throws CANCELLED, FORBIDDEN, FILE_REFUSED when there are more rows than a sheet holds */
export const customers = (ctx: TaskContext, input: Requests['exports']['customers']): Promise<File> =>
  exportFile(ctx, 'customers', input, input.filter)

/** Whom to write to: name, contact, mobile, e-mail and address of customers as filtered. @throws CANCELLED, FORBIDDEN */
export const mailing = (ctx: TaskContext, input: Requests['exports']['mailing']): Promise<File> =>
  exportFile(ctx, 'mailing', input, input.filter)

/** Suppliers as filtered. @throws CANCELLED, FORBIDDEN, FILE_REFUSED */
export const suppliers = (ctx: TaskContext, input: Requests['exports']['suppliers']): Promise<File> =>
  exportFile(ctx, 'suppliers', input, input.filter)

/** Products as filtered. @throws CANCELLED, FORBIDDEN, FILE_REFUSED */
export const products = (ctx: TaskContext, input: Requests['exports']['products']): Promise<File> =>
  exportFile(ctx, 'products', input, input.filter)

/** Orders as filtered, one row each, perhaps with their lines. @throws CANCELLED, FORBIDDEN, FILE_REFUSED */
export const orders = (ctx: TaskContext, input: Requests['exports']['orders']): Promise<File> =>
  input.lines && input.format === 'csv'
    ? exportFile(ctx, 'orderLines', input, input.filter)
    : exportFile(ctx, 'orders', input, input.filter, input.lines ? 'orderLines' : undefined)

/** Stock as filtered, by product and warehouse or by product. @throws CANCELLED, FORBIDDEN, FILE_REFUSED */
export const stock = (ctx: TaskContext, input: Requests['exports']['stock']): Promise<File> => {
  const { warehouseId, search, typeId, lowOnly, nonZero, negativeOnly, frozenOnly, overOnly, perProduct } = input
  const filter = { warehouseId, search, typeId, lowOnly, nonZero, negativeOnly, frozenOnly, overOnly, perProduct }
  return exportFile(ctx, 'stock', input, filter)
}

/** Lots as filtered, by expiry. @throws CANCELLED, FORBIDDEN, FILE_REFUSED */
export const lots = (ctx: TaskContext, input: Requests['exports']['lots']): Promise<File> =>
  exportFile(ctx, 'lots', input, input.filter)

/** Which customers got a lot. @throws CANCELLED, FORBIDDEN, NOT_FOUND */
export const recall = (ctx: TaskContext, input: Requests['exports']['recall']): Promise<File> =>
  exportFile(ctx, 'recall', input, { id: input.id })

/** Somebody is about to export: what it takes is loaded before they have said as what. */
export const prepare = async (): Promise<void> => worker.prepare()

async function exportFile<Kind extends ExportKind>(
  ctx: TaskContext,
  kind: Kind,
  input: Pick<Requests['exports']['customers'], 'columns' | 'format' | 'locale'>,
  filter: ExportFilters[Kind],
  second?: ExportKind,
): Promise<File> {
  const { format, locale, columns } = input
  if (!ctx.user.rights.includes(VIEW_RIGHT[kind])) throw new AppError('FORBIDDEN', { right: VIEW_RIGHT[kind] })
  return inFolder(async (folder) => {
    const to = join(folder, `list.${format}`)
    const { user, info, now } = ctx
    await worker(
      'write',
      { file: ctx.company.file, to, kind, second, filter, columns, locale, user, info, now },
      { signal: ctx.signal },
    )
    const name = `${textIn(locale, TITLES[kind])}-${ctx.today.replaceAll('-', '')}.${format}`
    return handOut(to, name, FILE_TYPES[format])
  })
}
