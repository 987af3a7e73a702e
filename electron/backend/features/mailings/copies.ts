import { sql } from 'kysely'
import type { Requests } from '../../../../shared/contract/index.ts'
import { fillLetter, type LetterValues, type SkipReason } from '../../../../shared/domain/mail/letter.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatFen } from '../../../../shared/money.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { mailRecipients, type Recipient } from '../customers/mail-recipients.ts'
import { mailSetup } from '../mail/setup.ts'
import { inIds } from '../search/find.ts'

/** Who gets a letter and who does not. */
export interface Addressed {
  recipients: Recipient[]
  left: { customerId: string; customer: string; reason: SkipReason }[]
}

/** One customer's letter. */
export interface Copy {
  customerId: string
  customer: string
  to: string
  subject: string
  body: string
}

type Letter = Pick<Requests['mailings']['preview'], 'subject' | 'body'>

const WORDS = {
  'zh-CN': { none: '无', farewell: '如不想再收到这类群发邮件，请直接回复“退订”。' },
  en: { none: 'none', farewell: 'If you want no more letters like this, answer “unsubscribe”.' },
} as const satisfies Record<Locale, object>

/** The customers meant, parted by whether they get a copy: who wants no mailings is left out, and who has no address. */
export async function addressed(ctx: QueryContext, target: Requests['mailings']['send']['target']): Promise<Addressed> {
  const recipients: Recipient[] = []
  const left: Addressed['left'] = []
  for (const one of await mailRecipients(ctx, target)) {
    const reason = one.noMailings ? 'opted-out' : one.email === '' ? 'no-address' : null
    if (reason === null) recipients.push(one)
    else left.push({ customerId: one.id, customer: one.name, reason })
  }
  return { recipients, left }
}

/** The letters as these customers get them, with how to get no more at the end. */
export async function copiesFor(ctx: QueryContext, recipients: readonly Recipient[], letter: Letter): Promise<Copy[]> {
  const { locale } = await mailSetup(ctx.db)
  const debts = await debtsOf(
    ctx,
    recipients.map((one) => one.id),
  )
  return recipients.map((one) => {
    const debt = debts.get(one.id)
    const values: LetterValues = {
      name: one.name,
      contact: one.contact || one.name,
      balance: `¥${formatFen(debt?.balance ?? 0)}`,
      overdue: `¥${formatFen(debt?.overdue ?? 0)}`,
      dueDay: debt?.dueDay ?? WORDS[locale].none,
      salesPerson: one.salesPerson || ctx.info.name,
      company: ctx.info.name,
      today: ctx.today,
    }
    return {
      customerId: one.id,
      customer: one.name,
      to: one.email,
      subject: fillLetter(letter.subject, values),
      body: `${fillLetter(letter.body, values)}\n\n${WORDS[locale].farewell}`,
    }
  })
}

interface Debt {
  id: string
  /** 分; what was paid ahead counts against it. */
  balance: number
  /** 分 of charges due before today. */
  overdue: number
  /** Of the oldest open charge. */
  dueDay: string | null
}

async function debtsOf(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, Debt>> {
  const rows: Debt[] = await ctx.db
    .selectFrom('receivable_open')
    .select('customer_id as id')
    .select(sql<number>`sum(open)`.as('balance'))
    .select(sql<number>`sum(iif(open > 0 and due_day < ${ctx.today}, open, 0))`.as('overdue'))
    .select(sql<string | null>`min(iif(open > 0, due_day, null))`.as('dueDay'))
    .where(inIds('customer_id', ids))
    .groupBy('customer_id')
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}
