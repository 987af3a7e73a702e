import { SpreadsheetError } from '../spreadsheet-error.ts'
import { readFileIntoStage } from './read-file.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { ReaderJob, ReaderMessage } from './reader-messages.ts'
import { practise } from './xlsx.ts'

/*
 * Entry of the process that parses one untrusted spreadsheet and ends. It is started by `child_process.fork` under Node and can
 * be started by Electron's `utilityProcess.fork`, whose port replaces `process.send`.
 */

type ParentPort = {
  postMessage(message: ReaderMessage): void
  once(name: 'message', listener: (event: { data: ReaderJob }) => void): void
}
const parentPort = (process as { parentPort?: ParentPort }).parentPort

function send(message: ReaderMessage): Promise<void> {
  return new Promise((resolve) => {
    if (parentPort) {
      parentPort.postMessage(message)
      resolve()
    } else if (process.send) process.send(message, () => resolve())
    else resolve()
  })
}

async function run(job: ReaderJob): Promise<void> {
  try {
    const { path, stagePath, limits, pictureFolder } = job
    const workbook = await readFileIntoStage(path, stagePath, limits, (news) => void send({ news }), pictureFolder)
    await send({ done: workbook })
  } catch (error) {
    const known = error instanceof SpreadsheetError ? error : new SpreadsheetError('FILE_DAMAGED', { part: 'content' })
    await send({
      failed: { code: known.code, data: known.data, detail: error instanceof Error ? (error.stack ?? '') : '' },
    })
  }
  // A utility process delivers its messages after this turn: it waits for its end, which follows the last message.
  setTimeout(() => process.exit(0), parentPort ? 10_000 : 0)
}

// Whoever started this process has gone: nobody waits for the result.
process.once('disconnect', () => process.exit(0))
let isWaiting = true
const begin = (job: ReaderJob) => {
  isWaiting = false
  void run(job)
}
if (parentPort) parentPort.once('message', (event) => begin(event.data))
else process.once('message', (job) => begin(job as ReaderJob))
setTimeout(() => {
  if (isWaiting) practise(DEFAULT_LIMITS)
}, 100)
