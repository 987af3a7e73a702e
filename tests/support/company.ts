import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { createApplication, type Application } from '../../electron/backend/application.ts'
import { openReader } from '../../electron/backend/db/open.ts'
import { verifyDatabase } from '../../electron/backend/features/system/verify.ts'
import { foundCompany } from '../../electron/backend/features/founding/found-company.ts'
import { quietLogger } from '../../electron/backend/log.ts'
import { createRouter } from '../../electron/backend/rpc/door.ts'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'

/** A clock tests move by hand. Starts at 2026-11-23 09:00 in Shanghai. */
export interface TestClock {
  now(): Date
  advance(milliseconds: number): void
  set(iso: string): void
}

export interface TestCompany {
  application: Application
  companyId: string
  ownerId: string
  home: string
  clock: TestClock
  /** The owner's client, in process. */
  client: Client
  /** A client of a new user with this preset role (`order-desk`, `reviewer`, `warehouse`, `finance`, `sales` …). */
  as(role: string): Promise<Client & { userId: string }>
  /** Throws when any check of `verify()` fails. Called by close(). */
  verify(): void
  /** Verifies the books, closes and removes everything. */
  close(): Promise<void>
}

/** A company as it was founded, and when: founding makes every table anew, a copy only writes files. */
interface Founded {
  /** Path below the home folder, and content. */
  files: [path: string, content: Buffer][]
  companyId: string
  ownerId: string
  founded: string
}
let founded: Promise<Founded> | undefined

/** A real company on a real file in a folder of its own, made through the product's own code, once for a test file. */
export async function createTestCompany(): Promise<TestCompany> {
  const { files, companyId, ownerId, founded: time } = await (founded ??= found())
  const home = mkdtempSync(join(tmpdir(), 'huozhan-test-'))
  for (const [path, content] of files) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), content)
  }
  const clock = testClock(time)
  const application = await openApplication(home, clock)
  const router = createRouter(application)
  const clientOf = (userId: string) =>
    createRouterClient(router, {
      context: { connection: application.connect({ operator: { companyId, userId } }) },
    }) as unknown as Client
  const client = clientOf(ownerId)

  const verify = () => {
    const reader = openReader(application.folder.companyFile(companyId))
    try {
      const result = verifyDatabase(reader)
      const faults = result.checks.filter((c) => !c.ok).map((c) => `${c.name}: ${c.faults.join('; ')}`)
      if (!result.ok) throw new Error(`the books do not add up:\n${faults.join('\n')}`)
    } finally {
      reader.close()
    }
  }

  return {
    application,
    companyId,
    ownerId,
    home,
    clock,
    client,
    as: async (role) => {
      const userId = newId()
      const { id } = (await client.users.roles()).find((r) => r.code === role)!
      await client.users.save({
        id: userId,
        version: 0,
        name: role,
        email: `${role}-${userId.slice(-6).toLowerCase()}@example.com`,
        roleIds: [id],
        status: 'active',
      })
      return Object.assign(clientOf(userId), { userId })
    },
    verify,
    close: async () => {
      try {
        verify()
      } finally {
        await application.close()
        rmSync(home, { recursive: true, force: true })
      }
    },
  }
}

async function found(): Promise<Founded> {
  const home = mkdtempSync(join(tmpdir(), 'huozhan-founded-'))
  const clock = testClock()
  const application = await openApplication(home, clock)
  const companyId = newId(clock.now().getTime())
  const ownerId = newId(clock.now().getTime())
  await foundCompany(application, {
    companyId,
    userId: ownerId,
    companyName: '测试粮油',
    contact: '王掌柜',
    email: 'owner@example.com',
    passwordHash: 'not a hash: nobody signs in with it',
    sample: false,
  })
  await application.close()
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): [string, Buffer] => [relative(home, path), readFileSync(path)])
  rmSync(home, { recursive: true, force: true })
  return { files, companyId, ownerId, founded: clock.now().toISOString() }
}

const openApplication = (home: string, { now }: TestClock): Promise<Application> =>
  createApplication({
    home,
    now,
    random: (n) => crypto.getRandomValues(new Uint8Array(n)),
    log: quietLogger,
  })

export function testClock(start = '2026-11-23T01:00:00.000Z'): TestClock {
  let time = Date.parse(start)
  return {
    // a millisecond passes with every look, so that what happened later is later
    now: () => new Date(time++),
    advance: (milliseconds) => void (time += milliseconds),
    set: (iso) => void (time = Date.parse(iso)),
  }
}
