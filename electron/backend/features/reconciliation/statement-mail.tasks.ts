import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { formatFen } from '../../../../shared/money.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { FILE_TYPES, inFolder } from '../../files/task-files.ts'
import type { TaskContext } from '../../rpc/context.ts'
import { mailAddressOf, mailedAbout } from '../mail/addresses.ts'
import { sendMail } from '../mail/send-mail.service.ts'
import { isOn, mailSetup, type MailSetup } from '../mail/setup.ts'
import { hidesSale } from '../orders/mask.ts'
import { lookOf } from './printing.service.ts'
import { stopWhenCancelled, tracked } from './progress.ts'
import { noteEvent, statementRecord, type StatementRecord } from './statement-store.ts'
import { fixFigures } from './statements.service.ts'
import { idsOf, worker } from './statements.tasks.ts'

/** Statements written by one worker and read back together. */
const SLICE = 25

/**
 * E-mails statements with their file; a draft's figures are fixed first. Cut short, a run over some days goes on where it was.
 * @throws RULE MAIL_OFF, DOCUMENT_EMPTY; NOT_FOUND, WRONG_STATE, CANCELLED
 */
export function mail(
  ctx: TaskContext,
  input: Requests['reconciliation']['mail'],
): Promise<Outputs['reconciliation']['mail']> {
  return tracked(ctx, input.job, async (report) => {
    const setup = await mailSetup(ctx.db)
    if (!isOn(setup)) throw ruleError('MAIL_OFF')
    const ids = input.ids ?? (await neverMailed(ctx, await idsOf(ctx, input, false)))
    if (ids.length === 0) throw ruleError('DOCUMENT_EMPTY')
    const answer: Outputs['reconciliation']['mail'] = { queued: 0, without: [] }
    for (let at = 0; at < ids.length; at += SLICE) {
      stopWhenCancelled(ctx)
      const slice = ids.slice(at, at + SLICE)
      const there = []
      for (const id of slice) {
        const statement = await statementRecord(ctx, id)
        if (statement.status === 'void') throw ruleError('DOCUMENT_EMPTY', { value: statement.number })
        const address = await mailAddressOf(ctx.db, statement.customer_id)
        if (address === null) answer.without.push(await named(ctx, statement))
        else there.push({ statement, address })
      }
      answer.queued += await mailSome(ctx, setup, there)
      report(Math.min(at + SLICE, ids.length), ids.length)
    }
    return answer
  })
}

interface Addressed {
  statement: StatementRecord
  address: string
}

async function mailSome(ctx: TaskContext, setup: MailSetup, there: readonly Addressed[]): Promise<number> {
  if (there.length === 0) return 0
  const fixed = new Set<string>()
  await ctx.unit(async (unit) => {
    for (const { statement, address } of there) {
      const now = await statementRecord(unit, statement.id)
      if (now.status !== 'draft') continue
      await fixFigures(unit, now, `email ${address}`)
      fixed.add(statement.id)
    }
  })
  const files = await filesOf(ctx, setup.locale, there)
  await ctx.unit(async (unit) => {
    for (const [index, { statement, address }] of there.entries()) {
      const { id, customer_id: customerId } = statement
      const now = await statementRecord(unit, id)
      const { customer } = await named(ctx, now)
      const attachments = [files[index]!]
      const text = letter(now, customer, {
        locale: setup.locale,
        ...ctx.info,
        bank: ctx.info.settings.statements.bankAccount,
      })
      await sendMail(unit, { kind: 'statement', to: [address], ...text, attachments, customerId, aboutId: id })
      if (!fixed.has(id)) await noteEvent(unit, id, 'sent', `email ${address}`)
    }
  })
  return there.length
}

/** The file of each statement, in their order. */
function filesOf(ctx: TaskContext, locale: Locale, there: readonly Addressed[]) {
  return inFolder(async (folder) => {
    const to = join(folder, 'statements.zip')
    const { company, info, signal } = ctx
    const ids = there.map(({ statement }) => statement.id)
    const look = await lookOf(ctx, locale)
    const input = { file: company.file, to, ids, settings: info.settings, look, showPrices: !hidesSale(ctx) }
    await worker('write', input, { signal })
    const written = Object.entries(unzipSync(await readFile(to)))
    return written.map(([name, content]) => ({ name, type: FILE_TYPES.xlsx, content }))
  })
}

async function neverMailed(ctx: TaskContext, ids: readonly string[]): Promise<string[]> {
  const mailed = await mailedAbout(ctx.db, ids)
  return ids.filter((id) => !mailed.has(id))
}

async function named(ctx: TaskContext, { id, number, customer_id }: StatementRecord) {
  const { name } = await ctx.db
    .selectFrom('customer')
    .select('name')
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  return { id, number, customer: name }
}

function letter(
  statement: StatementRecord,
  customer: string,
  { locale, name, bank }: { locale: Locale; name: string; bank: string },
): { subject: string; text: string } {
  const { number, period_from: from, period_to: to, reply_by: replyBy } = statement
  const closing = `¥${formatFen(statement.closing ?? 0)}`
  if (locale === 'zh-CN') {
    return {
      subject: `对账单 ${from} 至 ${to} ${name}`,
      text: [
        `${customer}：`,
        '',
        `附件是 ${from} 至 ${to} 的对账单（${number}），期末应收 ${closing}。`,
        `请${replyBy ? `在 ${replyBy} 前` : ''}核对：没有问题请回复确认，有出入请在附件里填好后发回。`,
        ...(bank ? ['', `收款账户：${bank}`] : []),
        '',
        name,
      ].join('\n'),
    }
  }
  return {
    subject: `Statement of account ${from} to ${to}, ${name}`,
    text: [
      `Dear ${customer},`,
      '',
      `attached is your statement ${number} for ${from} to ${to}; the closing balance is ${closing}.`,
      `Please check it${replyBy ? ` by ${replyBy}` : ''}: reply when it is right, or enter what differs in the file and send it back.`,
      ...(bank ? ['', `Our account: ${bank}`] : []),
      '',
      name,
    ].join('\n'),
  }
}
