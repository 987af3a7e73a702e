import { join } from 'node:path'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { addDays } from '../../../../shared/day.ts'
import { faultsOf } from '../../../../shared/domain/promotion/promotion.ts'
import { AppError } from '../../../../shared/errors.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import { handOut } from '../../files/hand-out.ts'
import { FILE_TYPES, inFolder, stagedUpload } from '../../files/task-files.ts'
import type { TaskContext } from '../../rpc/context.ts'
import { isHidden } from '../products/mask.ts'
import { refuseForeignCustomer } from './pricing.queries.ts'
import type { PricingJobs } from './pricing.worker.ts'

const worker = workerOf<PricingJobs>(new URL('./pricing.worker.ts', import.meta.url))
const TITLE = { 'zh-CN': '价格表', en: 'Price list' } as const

/** The price list as a spreadsheet that `readList` reads back. @throws CANCELLED, FORBIDDEN, FILE_REFUSED */
export async function exportList(ctx: TaskContext, input: Requests['pricing']['exportList']): Promise<File> {
  const { locale, format, ...filter } = input
  if (!ctx.user.rights.includes('products.view')) throw new AppError('FORBIDDEN', { right: 'products.view' })
  await refuseForeignCustomer(ctx, filter.customerId)
  const title = TITLE[locale]
  return inFolder(async (folder) => {
    const to = join(folder, `prices.${format}`)
    await worker('writeList', { ...seen(ctx), to, locale, title, filter }, { signal: ctx.signal })
    const name = `${title}-${ctx.today.replaceAll('-', '')}.${format}`
    return handOut(to, name, FILE_TYPES[format])
  })
}

/** What a price list from a spreadsheet would change. Writes nothing. @throws FILE_REFUSED, CANCELLED */
export async function readList(
  ctx: TaskContext,
  input: Requests['pricing']['readList'],
): Promise<Outputs['pricing']['readList']> {
  const { file, customerId = null } = input
  await refuseForeignCustomer(ctx, input.customerId)
  return inFolder(async (folder) => {
    const stage = await stagedUpload(folder, file, ctx.signal)
    return worker('compareList', { ...seen(ctx), stage, fileName: file.name, customerId }, { signal: ctx.signal })
  })
}

/** What orders of the last days would have got from a promotion; figures hidden from the user are left out. @throws CANCELLED */
export async function previewPromotion(
  ctx: TaskContext,
  input: Requests['pricing']['previewPromotion'],
): Promise<Outputs['pricing']['previewPromotion']> {
  const { days, budget: _, notes: __, ...promotion } = input
  if (isHidden(ctx.user, 'sale')) throw new AppError('FORBIDDEN', { right: 'prices.edit' })
  const toDay = ctx.today
  const fromDay = addDays(toDay, 1 - days)
  if (faultsOf(promotion).some((fault) => fault !== 'dates-reversed')) {
    const none = { orders: 0, hits: 0, customers: 0, revenue: 0, off: 0, giftCost: 0, gifts: [], top: [] }
    return { fromDay, toDay, ...none }
  }
  const salesPersonId = ctx.user.scope === 'own' ? ctx.user.id : null
  const preview = await worker(
    'preview',
    { file: ctx.company.file, promotion: { id: '', ...promotion }, fromDay, toDay, salesPersonId },
    { signal: ctx.signal },
  )
  return isHidden(ctx.user, 'purchase') ? { ...preview, giftCost: null } : preview
}

const seen = ({ company, user, info, now }: TaskContext) => ({ file: company.file, user, info, now })
