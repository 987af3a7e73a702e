import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Logger {
  info(event: string, data?: Record<string, unknown>): void
  warn(event: string, data?: Record<string, unknown>): void
  error(event: string, data?: Record<string, unknown>): void
}

const MAX_BYTES = 5_000_000
const KEPT = 5

/** One JSON object a line into `file`; at 5 MB it becomes `file.1` … `file.5`. Never logs rows, passwords or tokens. */
export function fileLogger(file: string, now: () => Date = () => new Date()): Logger {
  mkdirSync(dirname(file), { recursive: true })
  const write = (level: string, event: string, data?: Record<string, unknown>) => {
    if (existsSync(file) && statSync(file).size > MAX_BYTES) rotate(file)
    appendFileSync(file, JSON.stringify({ at: now().toISOString(), level, event, ...data }) + '\n')
  }
  return {
    info: (event, data) => write('info', event, data),
    warn: (event, data) => write('warn', event, data),
    error: (event, data) => write('error', event, data),
  }
}

/** For tests and one-off programs: keeps nothing but errors, on stderr. */
export const quietLogger: Logger = {
  info: () => {},
  warn: () => {},
  error: (event, data) => process.stderr.write(`${event} ${JSON.stringify(data ?? {})}\n`),
}

function rotate(file: string): void {
  rmSync(`${file}.${KEPT}`, { force: true })
  for (let i = KEPT - 1; i >= 1; i--) if (existsSync(`${file}.${i}`)) renameSync(`${file}.${i}`, `${file}.${i + 1}`)
  renameSync(file, `${file}.1`)
}
