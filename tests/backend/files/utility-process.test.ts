import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { StartReader } from '../../../electron/backend/files/read-spreadsheet.ts'
import { IMPORT_DATA, readAll, refusal, scratchFolder } from './support.ts'

const scratch = scratchFolder()
afterAll(scratch.remove)

/** Starts the reader the way Electron does: its messages go through `process.parentPort` instead of `process.send`. */
const startWithParentPort: StartReader = (entry) => {
  const bridge = scratch.path('bridge.mjs')
  writeFileSync(
    bridge,
    `process.parentPort = {
       postMessage: (message) => process.send(message),
       once: (name, listener) => process.once(name, (data) => listener({ data })),
     }
     await import(${JSON.stringify(entry.href)})`,
  )
  const child = fork(bridge, { execArgv: [] })
  return {
    send: (job) => void child.send(job),
    onMessage: (listener) => void child.on('message', (message) => listener(message as Parameters<typeof listener>[0])),
    onEnd: (listener) => void child.once('close', () => listener({ outOfMemory: false })),
    kill: () => void child.kill('SIGKILL'),
  }
}

test('a reader started as a utility process reads, refuses and ends', async () => {
  const options = { start: startWithParentPort }
  const { sheets } = await readAll(join(IMPORT_DATA, 'D10_chinese_biff8_provinces.xls'), scratch.path('stage'), options)
  expect(sheets[0]!.rows[1]).toEqual(['Anhui', '安徽省'])
  const { error, milliseconds } = await refusal(
    join(IMPORT_DATA, 'D17_empty_zero_bytes.csv'),
    scratch.path('stage'),
    options,
  )
  expect(error.code).toBe('FILE_EMPTY')
  expect(milliseconds).toBeLessThan(1_000)
})
