import { newId } from '../../../../shared/ids.ts'
import { dayAt } from '../../../../shared/day.ts'
import type { Application } from '../../application.ts'
import type { Company } from '../../backend.ts'
import type { CommandContext, QueryContext, SessionUser, TaskContext } from '../../rpc/context.ts'
import { sessionUser } from '../users/session.queries.ts'

/** What is written without anybody at the screen is said to have been done by this command. */
const COMMAND = 'onlinePayments.ask'

/** The context in which a job brings a payment forward: in the name of whoever asked for the money. */
export async function taskFor(application: Application, company: Company, paymentId: string): Promise<TaskContext> {
  const { reader: db } = company
  const { created_by } = await db
    .selectFrom('online_payment')
    .select('created_by')
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow()
  const now = application.now()
  const info = company.info()
  const user = (await sessionUser(db, { userId: created_by })) ?? leftUser(created_by)
  const query: QueryContext = { db, user, info, company, now, today: dayAt(now, info.timeZone), viaApi: false }
  return { ...query, unit: (work) => runUnit(query, work) }
}

/** Somebody who has left: what was asked for still comes in, in that name. */
const leftUser = (id: string): SessionUser => ({
  id,
  name: '',
  email: '',
  emailConfirmed: false,
  roles: [],
  roleIds: [],
  rights: [],
  ownRights: [],
  deputyFor: [],
  scope: 'all',
  mask: [],
  hasPin: false,
  viaApi: false,
})

async function runUnit<T>(query: QueryContext, work: (ctx: CommandContext) => Promise<T>): Promise<T> {
  const at = query.now.toISOString()
  const after: (() => void)[] = []
  const info = { command: COMMAND, userId: query.user.id, at }
  const { result } = await query.company.units.run(info, (db) =>
    work({ ...query, db, at, newId: () => newId(query.now.getTime()), afterCommit: (f) => after.push(f) }),
  )
  for (const f of after) f()
  return result
}
