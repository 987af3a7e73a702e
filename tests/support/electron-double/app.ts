import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeBrowser } from './chromium.ts'
import { record, state } from './record.ts'

class App extends EventEmitter {
  #paths: Record<string, string> = { home: homedir(), downloads: tmpdir(), userData: join(tmpdir(), 'electron-double') }
  #ready = new Promise<void>((resolve) =>
    setImmediate(() => {
      state.ready = true
      this.emit('ready')
      resolve()
    }),
  )
  #quitting = false

  enableSandbox(): void {
    record('app.enableSandbox')
  }

  whenReady(): Promise<void> {
    return this.#ready
  }

  getPath(name: string): string {
    return this.#paths[name] ?? tmpdir()
  }

  setPath(name: string, path: string): void {
    record('app.setPath', name, path)
    this.#paths[name] = path
  }

  getLocale(): string {
    return 'zh-CN'
  }

  setAppUserModelId(id: string): void {
    record('app.setAppUserModelId', id)
  }

  /** One process per userData folder, as Electron's: the first hears of the others as `second-instance`. */
  requestSingleInstanceLock(data: Record<string, unknown> = {}): boolean {
    const folder = this.getPath('userData')
    mkdirSync(folder, { recursive: true })
    const lock = join(folder, 'SingletonLock')
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
    if (holder > 0 && holder !== process.pid && isRunning(holder)) {
      writeFileSync(join(folder, 'SingletonCall'), JSON.stringify({ argv: process.argv, data }))
      return false
    }
    writeFileSync(lock, String(process.pid))
    const watcher = watch(folder, (_event, name) => {
      const call = join(folder, 'SingletonCall')
      if (name !== 'SingletonCall' || !existsSync(call)) return
      const { argv, data: sent } = JSON.parse(readFileSync(call, 'utf8') || '{}') as { argv?: string[]; data?: unknown }
      if (!argv) return
      rmSync(call, { force: true })
      this.emit('second-instance', {}, argv, folder, sent)
    })
    process.on('exit', () => {
      watcher.close()
      rmSync(lock, { force: true })
    })
    return true
  }

  quit(): void {
    if (this.#quitting) return
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (prevented) return
    this.#quitting = true
    this.emit('will-quit', { preventDefault: () => undefined })
    this.emit('quit', {}, 0)
    void closeBrowser().finally(() => process.exit(0))
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export const app = new App()
