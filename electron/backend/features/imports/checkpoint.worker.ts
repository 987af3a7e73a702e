import Database from 'better-sqlite3'
import { parentPort, workerData } from 'node:worker_threads'

/*
 * Entry of the thread that empties a company's write-ahead log on demand. PASSIVE: nobody who reads or writes waits for it.
 */
const database = new Database(workerData as string, { fileMustExist: true })
database.pragma('synchronous = FULL')
parentPort!.on('message', () => {
  database.pragma('wal_checkpoint(PASSIVE)')
  parentPort!.postMessage('done')
})
