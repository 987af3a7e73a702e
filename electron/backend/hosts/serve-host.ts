import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AppError } from '../../../shared/errors.ts'
import { createApplication, type Application } from '../application.ts'
import { startBackups } from '../jobs/backup.ts'
import { startMail } from '../jobs/mail.ts'
import { startPayments } from '../jobs/payments.ts'
import { startPool } from '../jobs/pool.ts'
import { startRecosting } from '../jobs/recost.ts'
import { startSavedReports } from '../jobs/saved-reports.ts'
import { startStandingOrders } from '../jobs/standing-orders.ts'
import { fileLogger, type Logger } from '../log.ts'
import { keepCompiledCode } from './compile-cache.ts'
import { homePath } from './default-home.ts'
import { createHttpHost, type HttpHost } from './http.ts'
import { openBrowser } from './open-browser.ts'

/** Tried first; with --port that one and no other. */
const FIRST_PORT = 4180
const PORTS_TRIED = 20
const CLOSE_MS = 3000

const HELP = `Huozhan 货栈

  --port N         端口，默认 ${FIRST_PORT} 起第一个空闲的 / port; by default the first free one from ${FIRST_PORT}
  --home DIR       数据文件夹，默认 HUOZHAN_HOME 或用户数据文件夹 / data folder; default HUOZHAN_HOME or the user's own
  --host ADDRESS   监听地址，默认只限本机 / address to listen on; default: this machine only
  --cert FILE --key FILE   证书与私钥（PEM），改用 https / certificate and key (PEM): answers https
  --no-open        不打开浏览器 / open no browser
`

interface Options {
  port: number | null
  host: string
  home: string
  open: boolean
  tls: { cert: string; key: string } | undefined
}

/**
 * Runs Huozhan for browsers until it is told to stop. Prints `Huozhan is ready at ADDRESS` when it answers. Where the
 * home folder is in use already, says where and ends well.
 */
export async function serve(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  if (!options) return
  const log = fileLogger(join(options.home, 'logs', 'huozhan.log'))
  process.on('unhandledRejection', (error) => {
    log.error('host.unhandled', { error: error instanceof Error ? error.stack : String(error) })
    fail(`内部错误，详见日志 / internal error, see the log: ${join(options.home, 'logs', 'huozhan.log')}`)
  })
  const application = await start(options, log)
  if (!application) return
  const host = await listen(application, options)
  const jobs = [
    startPayments,
    startMail,
    startPool,
    startSavedReports,
    startStandingOrders,
    startRecosting,
    startBackups,
  ].map((begin) => begin(application))
  stopOnSignals(application, host, jobs, log)
  application.folder.announce(host.url)
  log.info('host.ready', { url: host.url })
  console.log(`Huozhan is ready at ${host.url}`)
  if (options.open) openBrowser(host.url, log)
}

function readOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        home: { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        cert: { type: 'string' },
        key: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      process.stdout.write(HELP)
      return null
    }
    const port = values.port === undefined ? null : Number(values.port)
    if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      throw new Error(`--port ${values.port}: 0 – 65535`)
    }
    if ((values.cert === undefined) !== (values.key === undefined)) throw new Error('--cert + --key')
    const tls =
      values.cert === undefined
        ? undefined
        : { cert: readFileSync(values.cert, 'utf8'), key: readFileSync(values.key!, 'utf8') }
    return { port, host: values.host, home: homePath(values.home), open: !values['no-open'], tls }
  } catch (error) {
    process.stderr.write(HELP)
    return fail(`参数不对 / bad arguments: ${(error as Error).message}`)
  }
}

async function start({ home, open }: Options, log: Logger): Promise<Application | null> {
  try {
    const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
    keepCompiledCode(home)
    return await createApplication({ home, now: () => new Date(), random, log })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'LOCKED_ELSEWHERE') throw error
    const { where } = error.data as { where: string }
    console.log(`Huozhan 已在运行 / Huozhan is already running: ${where}`)
    if (open && /^https?:/.test(where)) openBrowser(where, log)
    return null
  }
}

async function listen(application: Application, { port, host, tls }: Options): Promise<HttpHost> {
  const rendererFolder = fileURLToPath(new URL('../../../out/renderer', import.meta.url))
  const first = port ?? FIRST_PORT
  for (let tried = first; ; tried++) {
    try {
      const opened = await createHttpHost(application, { port: tried, host, tls, rendererFolder })
      if (tried !== first) console.log(`端口 ${first} 已被占用，改用 ${tried} / port ${first} is taken, using ${tried}`)
      return opened
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === undefined) throw error
      if (port === null && code === 'EADDRINUSE' && tried < first + PORTS_TRIED) continue
      await application.close()
      const why = code === 'EADDRINUSE' ? '已被占用 / is taken' : `不能使用 / cannot be used (${code})`
      return fail(`端口 / port ${host}:${tried} ${why}`)
    }
  }
}

/** Closes streams, calls and files in this order, and ends within three seconds whatever hangs. */
function stopOnSignals(application: Application, host: HttpHost, jobs: { stop(): Promise<void> }[], log: Logger): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info('host.stopping', { signal })
    setTimeout(() => {
      log.warn('host.stopped late', {})
      process.exit(1)
    }, CLOSE_MS).unref()
    await host.close()
    for (const job of jobs) await job.stop()
    await application.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, (name) => void stop(name))
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
