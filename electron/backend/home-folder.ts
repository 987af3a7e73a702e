import Database from 'better-sqlite3'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'

/**
 * The folder where companies, backups and logs live:
 * `companies/ID/company.sqlite` (one file is one company), `backups/`, `logs/`, `secrets.key`, `running.json` (where the program that
 * holds this folder answers), `lock.sqlite` (held open while a program runs: the operating system frees it on a crash).
 */
export class HomeFolder {
  readonly path: string
  #lock: Database.Database | null = null

  constructor(path: string) {
    this.path = path
    mkdirSync(join(path, 'companies'), { recursive: true })
    mkdirSync(join(path, 'backups'), { recursive: true })
    mkdirSync(join(path, 'logs'), { recursive: true })
  }

  companyFolder = (id: string) => join(this.path, 'companies', id)
  companyFile = (id: string) => join(this.companyFolder(id), 'company.sqlite')
  get backups() {
    return join(this.path, 'backups')
  }
  /** Key of the companies' secrets. */
  get keyFile() {
    return join(this.path, 'secrets.key')
  }
  get logFile() {
    return join(this.path, 'logs', 'huozhan.log')
  }

  /** Ids of the companies here, oldest first. */
  companyIds(): string[] {
    return readdirSync(join(this.path, 'companies'))
      .filter((id) => existsSync(this.companyFile(id)))
      .sort()
  }

  removeCompany(id: string): void {
    rmSync(this.companyFolder(id), { recursive: true, force: true })
  }

  /** Takes the folder for this process. @throws AppError LOCKED_ELSEWHERE with the address of the program that holds it */
  lock(): void {
    const database = new Database(join(this.path, 'lock.sqlite'))
    try {
      database.pragma('busy_timeout = 0')
      database.pragma('locking_mode = EXCLUSIVE')
      database.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      database.close()
      if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
        throw new AppError('LOCKED_ELSEWHERE', { where: this.runningAt() ?? this.path })
      }
      throw error
    }
    this.#lock = database
    rmSync(this.#runningFile, { force: true })
  }

  /** Notes where this process answers, for a second start. */
  announce(where: string): void {
    writeFileSync(this.#runningFile, JSON.stringify({ where, pid: process.pid }))
  }

  /** Where the running program said it answers, or null. */
  runningAt(): string | null {
    try {
      return (JSON.parse(readFileSync(this.#runningFile, 'utf8')) as { where: string }).where
    } catch {
      return null
    }
  }

  unlock(): void {
    if (!this.#lock) return
    rmSync(this.#runningFile, { force: true })
    this.#lock.close()
    this.#lock = null
  }

  get #runningFile() {
    return join(this.path, 'running.json')
  }
}
