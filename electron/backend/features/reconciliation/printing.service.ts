import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { hidesSale } from '../orders/mask.ts'
import { STATEMENT_LABELS } from './statement-labels.ts'
import { paperTitle, statementPapers } from './statement-paper.ts'
import { toWrite, type StatementLook, type StatementToWrite } from './statement-sheet.ts'
import { contentOf, noteEvent, statementRecord } from './statement-store.ts'

/** Statements on paper, in the order asked for; each print is noted. @throws NOT_FOUND */
export async function print(
  ctx: CommandContext,
  input: Requests['reconciliation']['print'],
): Promise<Outputs['reconciliation']['print']> {
  const { locale } = input
  const statements: StatementToWrite[] = []
  for (const id of new Set(input.ids)) {
    const statement = await statementRecord(ctx, id)
    const content = await contentOf(ctx.db, ctx.info.settings, statement, !hidesSale(ctx))
    statements.push(toWrite(statement, content, locale))
    await noteEvent(ctx, id, 'printed')
  }
  const printedAt = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ctx.info.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(ctx.now)
  const html = statementPapers(statements, { ...(await lookOf(ctx, locale)), printedAt })
  return { html, title: paperTitle(statements, STATEMENT_LABELS[locale]) }
}

/** The company's head and bank account as statements show them. */
export async function lookOf(ctx: QueryContext, locale: Locale): Promise<StatementLook> {
  const { name, mobile, address } = await companyOf(ctx)
  const { bankAccount } = ctx.info.settings.statements
  return { locale, company: { name, phone: mobile, address }, bankAccount, today: ctx.today }
}
