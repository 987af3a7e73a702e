import * as z from 'zod'
import { id, name, text, timeZone } from './common.ts'
import { query, task } from './method.ts'

export const companyCard = z.object({ id, name: z.string(), sample: z.boolean(), createdAt: z.string() })

export const session = z.object({
  company: z.object({ id, name: z.string(), sample: z.boolean(), timeZone: z.string(), today: z.string() }),
  user: z.object({ id, name: z.string(), email: z.string(), emailConfirmed: z.boolean(), roles: z.array(z.string()) }),
  rights: z.array(z.string()),
  scope: z.enum(['all', 'own']),
  mask: z.array(z.string()),
  idleLockMinutes: z.int(),
  hasPin: z.boolean(),
})
export type Session = z.infer<typeof session>

/** A password: at least 8 characters, at most 200 (argon2 input stays small). */
export const password = z.string().min(8).max(200)
const email = z.string().trim().toLowerCase().max(200).check(z.email())

/** Before anybody is signed in: the companies of this home folder, ways in, and the session. */
export const home = {
  status: query('public').output(
    z.object({
      version: z.string(),
      desktop: z.boolean(),
      companies: z.array(companyCard),
      session: session.nullable(),
      /** How far the making of the sample company is, in percent; null when it is not being made. */
      makingSample: z.int().min(0).max(100).nullable(),
    }),
  ),
  register: task('public')
    .input(
      z.object({
        id,
        companyName: name(100),
        contact: name(50),
        email,
        mobile: text(30).default(''),
        password,
        timeZone: timeZone.default('Asia/Shanghai'),
        /** The language of what the company finds already made: site, warehouse, walk-in customer, money accounts. */
        locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
    )
    .output(session),
  /** Opens the sample company (made on first use) and signs in as its owner; the password is random and kept by the sample itself. */
  openSample: task('public').output(session),
  /** Brings back a company from a backup file under a new folder; the file is checked before anything is written. */
  restore: task('public')
    .input(z.object({ file: z.file() }))
    .output(companyCard),
  login: task('public')
    .input(z.object({ companyId: id.optional(), email, password: z.string().min(1).max(200) }))
    .output(session),
  /** Takes the code of an e-mail that asked whether somebody reads the address; `already`: it was taken before. */
  confirmEmail: task('public')
    .input(z.object({ companyId: id.optional(), code: z.string().trim().min(1).max(40) }))
    .output(z.object({ company: z.string(), email: z.string(), already: z.boolean() })),
  logout: task('public').output(z.object({ ok: z.literal(true) })),
}
