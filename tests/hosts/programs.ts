import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const hosts = fileURLToPath(new URL('../../electron/backend/hosts/', import.meta.url))

/** A program of ours in a process of its own, from source. */
export class Program {
  stdout = ''
  stderr = ''
  readonly ended: Promise<number | NodeJS.Signals>
  readonly #child: ChildProcess

  constructor(
    name: 'serve' | 'cli',
    args: readonly string[],
    options: { env?: Record<string, string>; node?: string[] } = {},
  ) {
    const env = { ...process.env, LANG: 'zh_CN.UTF-8', LC_ALL: '', ...options.env }
    this.#child = spawn(process.execPath, [...(options.node ?? []), join(hosts, `${name}.ts`), ...args], { env })
    this.#child.stdout!.on('data', (data: Buffer) => (this.stdout += data.toString()))
    this.#child.stderr!.on('data', (data: Buffer) => (this.stderr += data.toString()))
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      this.#child.on('close', (code, signal) => resolve(code ?? signal!))
    })
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#child.kill(signal)
  }

  /** Waits until stdout matches. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout)
      if (match) return match
      const over = await Promise.race([
        this.ended.then(() => true),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 10)),
      ])
      if (over && !pattern.test(this.stdout)) throw new Error(`ended without ${pattern}: ${this.stdout}${this.stderr}`)
    }
  }
}

/** A started Node host and the address it printed. */
export async function startHost(home: string, ...args: string[]): Promise<{ program: Program; url: string }> {
  const program = new Program('serve', ['--home', home, '--no-open', ...args])
  const [, url] = await program.says(/^Huozhan is ready at (http:\/\/127\.0\.0\.1:\d+)$/m)
  return { program, url: url! }
}

/** Runs the command line with `--json` and reads its one object. */
export async function cli(
  ...args: string[]
): Promise<{ exitCode: unknown; json: Record<string, unknown>; stderr: string }> {
  const program = new Program('cli', [...args, '--json'])
  const exitCode = await program.ended
  try {
    return { exitCode, json: JSON.parse(program.stdout) as Record<string, unknown>, stderr: program.stderr }
  } catch (error) {
    throw new Error(`not one JSON object: ${program.stdout}\n${program.stderr}`, { cause: error })
  }
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'huozhan-hosts-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
