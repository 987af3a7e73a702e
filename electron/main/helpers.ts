import { utilityProcess, type UtilityProcess } from 'electron'
import { join } from 'node:path'
import type { HelperRequest, ToBackend } from '../messages.ts'

/** Processes that the backend asks for (a reader of an untrusted file): started here, heard there, ended with it. */
export class Helpers {
  readonly #folder: string
  readonly #tell: (message: ToBackend) => void
  readonly #running = new Map<number, UtilityProcess>()

  /** @param folder where the build's entries are */
  constructor(folder: string, tell: (message: ToBackend) => void) {
    this.#folder = folder
    this.#tell = tell
  }

  hear(request: HelperRequest): void {
    switch (request.type) {
      case 'startHelper':
        return this.#start(request.helper, request.entry, request.heapMegabytes)
      case 'tellHelper':
        return this.#running.get(request.helper)?.postMessage(request.message)
      case 'killHelper':
        return void this.#running.get(request.helper)?.kill()
    }
  }

  /** For when the backend has gone: nobody waits for them any more. */
  killAll(): void {
    for (const child of this.#running.values()) child.kill()
  }

  #start(helper: number, entry: string, heapMegabytes: number): void {
    // A file of the build and nothing else, whatever the backend says.
    if (!/^[\w.-]+\.(js|ts)$/.test(entry)) return this.#tell({ type: 'helperEnded', helper, outOfMemory: false })
    const child = utilityProcess.fork(join(this.#folder, entry), [], {
      serviceName: 'Huozhan helper',
      stdio: 'ignore',
      // Nothing else of our environment is of use to a process that meets untrusted content.
      env: { SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP, TMPDIR: process.env.TMPDIR },
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
    })
    let outOfMemory = false
    this.#running.set(helper, child)
    child.on('message', (message: unknown) => this.#tell({ type: 'helper', helper, message }))
    child.on('error', (_type, location) => {
      outOfMemory ||= /memory|heap/i.test(location)
    })
    child.on('exit', () => {
      this.#running.delete(helper)
      this.#tell({ type: 'helperEnded', helper, outOfMemory })
    })
  }
}
