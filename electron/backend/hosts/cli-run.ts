import { createRouterClient } from '@orpc/server'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../../../shared/contract/index.ts'
import { createApplication, type Application } from '../application.ts'
import { fileLogger } from '../log.ts'
import { createRouter } from '../rpc/door.ts'
import { helpText, readCommandLine, systemLocale, type CommandLine } from './cli-arguments.ts'
import { backup, createCompany, exportFile, listCompanies, sampleCompany, verify } from './cli-commands.ts'
import { nameError, Refusal } from './cli-errors.ts'
import { importFile } from './cli-import.ts'
import { keepCompiledCode } from './compile-cache.ts'
import { homePath } from './default-home.ts'

/** What a command has to say: an object for programs, a short text for people. */
export interface Answer {
  result: object
  text: string
  /** 1 where the command ran and found something wrong. */
  exitCode?: number
}

/** What a command works with. */
export interface CommandContext extends CommandLine {
  application: Application
  home: string
  /** Nobody signed in: for what comes before a company. */
  visitor: Client
  /** A client that acts as the owner of the chosen company. */
  asOwner(): Promise<Client>
  /** One line for people, on stderr. */
  say(line: string): void
}

const COMMANDS: Record<Exclude<CommandLine['command'], 'help'>, (context: CommandContext) => Promise<Answer>> = {
  'company create': createCompany,
  'company sample': sampleCompany,
  'company list': listCompanies,
  import: importFile,
  export: exportFile,
  verify,
  backup,
}

/** Runs one command and prints what it has to say. @returns the exit code: 0 done, 2 refused, 1 fault */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let json = args.includes('--json')
  let locale = systemLocale(process.env)
  try {
    const line = readCommandLine(args, process.env)
    ;({ json, locale } = line)
    if (line.command === 'help') {
      process.stdout.write(helpText())
      return 0
    }
    const answer = await run(line, line.command)
    process.stdout.write(json ? `${JSON.stringify(answer.result)}\n` : `${answer.text}\n`)
    return answer.exitCode ?? 0
  } catch (error) {
    const { exitCode, code, message } = nameError(error, locale)
    if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
    else process.stderr.write(`${message}\n`)
    return exitCode
  }
}

async function run(line: CommandLine, command: keyof typeof COMMANDS): Promise<Answer> {
  const home = homePath(line.home)
  const makes = command === 'company create' || command === 'company sample'
  if (!makes && !existsSync(home)) throw new Refusal('HOME_NOT_FOUND', { what: home })
  keepCompiledCode(home)
  const application = await createApplication({
    home,
    now: () => new Date(),
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    log: fileLogger(join(home, 'logs', 'huozhan.log')),
  })
  // workers do not keep a process alive, and a command may wait for nothing else
  const awake = setInterval(() => {}, 60_000)
  try {
    const router = createRouter(application)
    const clientFor = (operator?: { companyId: string; userId: string }): Client => {
      const client: unknown = createRouterClient(router, { context: { connection: application.connect({ operator }) } })
      return client as Client
    }
    const visitor = clientFor()
    return await COMMANDS[command]({
      ...line,
      application,
      home,
      visitor,
      asOwner: async () => clientFor(await ownerOf(application, await chooseCompany(visitor, line, home))),
      say: (text) => void process.stderr.write(`${text}\n`),
    })
  } finally {
    clearInterval(awake)
    await application.close()
  }
}

/** The named company; else the only one, the sample not counted where there is another. */
async function chooseCompany(visitor: Client, { values }: CommandLine, home: string): Promise<string> {
  const { companies } = await visitor.home.status()
  const named = values.company
  if (named !== undefined) {
    const found = companies.find((c) => c.id === named) ?? companies.find((c) => c.name === named)
    if (!found) throw new Refusal('COMPANY_NOT_FOUND', { what: named })
    return found.id
  }
  const own = companies.filter((c) => !c.sample)
  const candidates = own.length > 0 ? own : companies
  if (candidates.length === 0) throw new Refusal('NO_COMPANY', { what: home })
  if (candidates.length > 1) {
    throw new Refusal('COMPANY_NEEDED', { what: candidates.map((c) => `${c.id} ${c.name}`).join(', ') })
  }
  return candidates[0]!.id
}

/** The first active user who holds the role of the owner: whoever can read the files may act for them. */
async function ownerOf(application: Application, companyId: string): Promise<{ companyId: string; userId: string }> {
  const { reader } = await application.company(companyId)
  const owner = await reader
    .selectFrom('user_account as u')
    .innerJoin('user_role as ur', 'ur.user_id', 'u.id')
    .innerJoin('role as r', 'r.id', 'ur.role_id')
    .select('u.id')
    .where('r.code', '=', 'owner')
    .where('u.status', '=', 'active')
    .orderBy('u.id')
    .executeTakeFirstOrThrow()
  return { companyId, userId: owner.id }
}
