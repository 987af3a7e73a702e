import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { startHost, type Program } from '../hosts/programs.ts'
import { rpcClient } from '../transports/http-client.ts'

const PASSWORD = 'a password for proofs'

/** A company served by a real host in a process of its own, and people who work in it through HTTP. */
export interface ServedCompany {
  home: string
  file: string
  /** API tokens: of the owner, and of one user of every role. */
  tokens: Record<string, string>
  /** Removes everything; the host must have ended. */
  remove(): void
}

export interface RunningHost {
  program: Program
  /** A client that acts as the user of this role, over HTTP. */
  as(role: string): Client
}

/** Makes the company through a host that is ended again. */
export async function servedCompany(): Promise<ServedCompany> {
  const home = mkdtempSync(join(tmpdir(), 'huozhan-prove-'))
  const { program, url } = await startHost(home, '--port', '0')
  const owner = rpcClient(url)
  const { company } = await owner.home.register({
    id: newId(),
    companyName: '证明粮油',
    contact: '店主',
    email: 'owner@example.com',
    password: PASSWORD,
  })
  const tokens: Record<string, string> = { owner: await tokenOf(owner) }
  for (const role of await owner.users.roles()) {
    if (role.code === 'owner') continue
    const email = `${role.code}@example.com`
    const user = { id: newId(), version: 0, name: role.code, email, status: 'active' as const }
    await owner.users.save({ ...user, roleIds: [role.id], password: PASSWORD })
    // a token acts as whoever made it, and only owners may make one
    await owner.users.save({ ...user, version: 1, roleIds: [role.id, (await ownerRole(owner)).id] })
    const client = rpcClient(url)
    await client.home.login({ email, password: PASSWORD })
    tokens[role.code] = await tokenOf(client)
    await owner.users.save({ ...user, version: 2, roleIds: [role.id] })
  }
  program.kill()
  await program.ended
  const file = join(home, 'companies', company.id, 'company.sqlite')
  if (!existsSync(file)) throw new Error(`no company file: ${readdirSync(home).join(', ')}`)
  return { home, file, tokens, remove: () => rmSync(home, { recursive: true, force: true }) }
}

/** Starts a host on the company's home folder. */
export async function host(company: ServedCompany): Promise<RunningHost> {
  const { program, url } = await startHost(company.home, '--port', '0')
  const as = (role: string) =>
    rpcClient(url, (input, init) => {
      const request = new Request(input, init)
      request.headers.set('authorization', `Bearer ${company.tokens[role]!}`)
      return fetch(request)
    })
  return { program, as }
}

async function ownerRole(owner: Client) {
  return (await owner.users.roles()).find((r) => r.code === 'owner')!
}

async function tokenOf(client: Client): Promise<string> {
  return (await client.users.createToken({ id: newId(), name: 'proof' })).secret
}
