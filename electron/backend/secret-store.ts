import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16
/** Nobody but the user the program runs as. */
const OWN_ONLY = 0o600

/**
 * Keys of payment services and the like, sealed with AES-256-GCM in a file beside the company's database: never in the
 * database, so neither backups nor the change log nor a synced copy carry them. The key lies in the home folder, outside
 * the company's own; a company brought to another machine asks for its secrets again.
 */
export class SecretStore {
  readonly #file: string
  readonly #keyFile: string

  constructor(file: string, keyFile: string) {
    this.#file = file
    this.#keyFile = keyFile
  }

  /** Null: never written, or sealed with another key. */
  read(name: string): Record<string, string> | null {
    const sealed = this.#all()[name]
    if (sealed === undefined || !existsSync(this.#keyFile)) return null
    try {
      return this.#open(name, Buffer.from(sealed, 'base64'))
    } catch {
      return null
    }
  }

  /** Replaces what is kept under a name. The file is written whole, then takes its name. */
  write(name: string, values: Record<string, string>): void {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key(), iv).setAAD(Buffer.from(name))
    const content = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()])
    const sealed = Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), content]).toString('base64')
    writeOwn(this.#file, JSON.stringify({ ...this.#all(), [name]: sealed }))
  }

  #open(name: string, sealed: Buffer): Record<string, string> {
    const iv = sealed.subarray(1, 1 + IV_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', this.#key(), iv)
      .setAAD(Buffer.from(name))
      .setAuthTag(sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES))
    const content = Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(content.toString('utf8')) as Record<string, string>
  }

  #all(): Record<string, string> {
    return existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as Record<string, string>) : {}
  }

  #key(): Buffer {
    if (!existsSync(this.#keyFile)) writeOwn(this.#keyFile, randomBytes(32).toString('base64'))
    return Buffer.from(readFileSync(this.#keyFile, 'utf8'), 'base64')
  }
}

function writeOwn(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const partial = `${file}.partial`
  writeFileSync(partial, text, { mode: OWN_ONLY })
  // an older partial file keeps its mode when it is written again
  chmodSync(partial, OWN_ONLY)
  renameSync(partial, file)
}
