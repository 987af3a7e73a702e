import type { Locale } from '../../../../shared/i18n/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { mailAddressOf } from './addresses.ts'
import { isOn, mailSetup } from './setup.ts'

/** Who is told of an order or of what left, and how. */
export interface Told {
  to: string
  /** The customer. */
  name: string
  /** The sender, as it stands in the subject. */
  from: string
  locale: Locale
}

const WORDS = {
  'zh-CN': { dear: (name: string) => `${name}：`, colon: '：', closing: '如有出入，请尽快与我们联系。' },
  en: {
    dear: (name: string) => `Dear ${name},`,
    colon: ': ',
    closing: 'Please tell us soon if anything is not as you meant it.',
  },
} as const satisfies Record<Locale, object>

/**
 * Whether and where a customer is told by e-mail at a moment of an order: as chosen with the customer, otherwise as the company
 * does it (approvals only). Costs one small read while e-mail is off. null: is not told.
 */
export async function toldOf(
  ctx: CommandContext,
  customerId: string,
  moment: 'approval' | 'shipment',
): Promise<Told | null> {
  const setup = await mailSetup(ctx.db)
  if (!isOn(setup)) return null
  const { name, order_mail: choice } = await ctx.db
    .selectFrom('customer')
    .select(['name', 'order_mail'])
    .where('id', '=', customerId)
    .executeTakeFirstOrThrow()
  const byCompany = choice === 'company' && moment === 'approval' && setup.confirmOrders
  if (!byCompany && choice !== 'both' && choice !== moment) return null
  const to = await mailAddressOf(ctx.db, customerId)
  return to === null ? null : { to, name, from: setup.fromName || ctx.info.name, locale: setup.locale }
}

/** A letter of this kind: greeting, sentence, goods, facts by their labels, and who writes it. */
export async function letterText(
  ctx: CommandContext,
  told: Told,
  {
    opening,
    goods,
    facts,
  }: { opening: string; goods: readonly string[]; facts: readonly (readonly [string, string])[] },
): Promise<string> {
  const words = WORDS[told.locale]
  const company = await ctx.db
    .selectFrom('company')
    .select(['name', 'contact', 'mobile'])
    .where('id', '=', ctx.info.id)
    .executeTakeFirstOrThrow()
  return [
    words.dear(told.name),
    '',
    opening,
    '',
    ...goods.map((text, index) => `${index + 1}. ${text}`),
    '',
    ...facts.map(([label, value]) => `${label}${words.colon}${value}`),
    '',
    words.closing,
    '',
    company.name,
    [company.contact, company.mobile].filter(Boolean).join(' '),
  ].join('\n')
}
