import { GATEWAYS } from '../../../../shared/domain/online-payment/states.ts'
import { isId } from '../../../../shared/ids.ts'
import type { Application } from '../../application.ts'
import { advance } from './engine.ts'
import { openGateway, setupOf } from './gateway-of.ts'
import { GatewayError, type Notification } from './gateways/gateway.ts'
import { taskFor } from './task-for.ts'

/** What a service is told: `again` makes it report once more. */
export type Heard = 'done' | 'again' | 'refused'

/**
 * A service reports something about a payment. Nothing in the report is believed but the number: the service is asked what
 * became of it, as the job would. Answered with `done` only after that has been written down.
 */
export async function hearNotification(
  application: Application,
  from: { companyId: string; gateway: string },
  notification: Notification,
): Promise<Heard> {
  const gateway = GATEWAYS.find((code) => code === from.gateway)
  if (!gateway || !application.folder.companyIds().includes(from.companyId)) return 'refused'
  const company = await application.company(from.companyId)
  const setup = await setupOf(company, gateway)
  if (!setup) return 'refused'
  try {
    const opened = await openGateway(setup, application.now)
    const { outTradeNo } = opened.readNotification(notification)
    const known = isId(outTradeNo) && (await isOurs(company.reader, outTradeNo))
    // of another program at the same merchant
    if (!known) return 'done'
    const { answered } = await advance(await taskFor(application, company, outTradeNo), outTradeNo)
    return answered ? 'done' : 'again'
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    application.log.warn('payment notification refused', { gateway, kind: error.kind, reason: error.message })
    return 'refused'
  }
}

async function isOurs(db: Awaited<ReturnType<Application['company']>>['reader'], id: string): Promise<boolean> {
  return (await db.selectFrom('online_payment').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}
