import { RPCHandler } from '@orpc/server/message-port'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../../shared/errors.ts'
import type { FromBackend, ToBackend } from '../../messages.ts'
import { createApplication, type Application } from '../application.ts'
import { startBackups, type BackupJob } from '../jobs/backup.ts'
import { startMail, type MailJob } from '../jobs/mail.ts'
import { startPayments, type PaymentJob } from '../jobs/payments.ts'
import { startPool, type PoolJob } from '../jobs/pool.ts'
import { startRecosting, type RecostJob } from '../jobs/recost.ts'
import { startSavedReports, type SavedReportsJob } from '../jobs/saved-reports.ts'
import { startStandingOrders, type StandingOrdersJob } from '../jobs/standing-orders.ts'
import { fileLogger } from '../log.ts'
import { startReadersWith } from '../files/read-spreadsheet.ts'
import { createRouter, type CallContext } from '../rpc/door.ts'
import { keepCompiledCode } from './compile-cache.ts'
import { UtilityReaders } from './utility-readers.ts'

interface WindowContext extends CallContext {
  window: number
}

/** The backend inside Electron's utility process: one port per window, no network. */
const home = process.argv[process.argv.indexOf('--home') + 1]!
const log = fileLogger(join(home, 'logs', 'huozhan.log'))
const tell = (message: FromBackend) => process.parentPort.postMessage(message)

process.on('unhandledRejection', (error) => {
  // Electron only warns. Main restarts a backend that ends, and every unit of work is whole or absent.
  log.error('backend.unhandled', { error: String(error), stack: error instanceof Error ? error.stack : undefined })
  process.exit(1)
})

const readers = new UtilityReaders(tell)
startReadersWith(readers.start)

const running = start()

process.parentPort.on('message', ({ data, ports }) => void hear(data as ToBackend, ports[0]))

interface Running {
  application: Application
  backups: BackupJob
  recosting: RecostJob
  payments: PaymentJob
  mail: MailJob
  pool: PoolJob
  savedReports: SavedReportsJob
  standingOrders: StandingOrdersJob
  handler: RPCHandler<WindowContext>
}

/** Main waits three seconds for us to end; a backup that is not done by then is left to the next night. */
const LAST_BACKUP_MS = 2000
const LAST_ANSWER_MS = 500

async function start(): Promise<Running | null> {
  try {
    keepCompiledCode(home)
    const application = await createApplication({
      home,
      now: () => new Date(),
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      log,
    })
    tell({ type: 'ready' })
    const handler = new RPCHandler<WindowContext>(createRouter(application), { interceptors: [keepSession] })
    return {
      application,
      backups: startBackups(application),
      recosting: startRecosting(application),
      savedReports: startSavedReports(application),
      standingOrders: startStandingOrders(application),
      payments: startPayments(application),
      mail: startMail(application),
      pool: startPool(application),
      handler,
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const where = error.code === 'LOCKED_ELSEWHERE' ? (error.data as { where: string }).where : home
    tell({ type: 'refused', code: error.code, where })
    return null
  }
}

async function hear(message: ToBackend, port: Electron.MessagePortMain | undefined): Promise<void> {
  if (message.type === 'helper' || message.type === 'helperEnded') return readers.hear(message)
  const backend = await running
  if (message.type === 'stop') {
    // an answer under way is not waited for: it is asked again at the next start
    await Promise.race([backend?.payments.stop(), pause(LAST_ANSWER_MS)])
    await backend?.mail.stop()
    await backend?.pool.stop()
    await backend?.standingOrders.stop()
    await Promise.race([backend?.savedReports.stop(), pause(LAST_ANSWER_MS)])
    await backend?.recosting.stop()
    await Promise.race([backend?.backups.stop(), pause(LAST_BACKUP_MS)])
    await backend?.application.close()
    process.exit(0)
  }
  if (message.type === 'log') return log.info(message.event, message.data)
  if (!backend || !port) return
  const connection = backend.application.connect({ desktop: true, token: message.token })
  backend.handler.upgrade(port, { context: { connection, window: message.window } })
  port.start()
}

/** After a call that signed in or out: main keeps the token, so that a reload or a restart keeps the user signed in. */
async function keepSession<Result>({ next, context }: { next: () => Promise<Result>; context: WindowContext }) {
  const result = await next()
  if (context.connection.tokenChanged) {
    context.connection.tokenChanged = false
    tell({ type: 'session', window: context.window, token: context.connection.token })
  }
  return result
}
