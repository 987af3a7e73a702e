import type { MoneyLineInput } from '../../../shared/contract/money.ts'
import type { PayMethod } from '../../../shared/domain/settlement/money.ts'

/** A line of a receipt or payment as it is typed. */
export interface LineValues {
  key: number
  accountId: string | null
  method: PayMethod
  /** 分. */
  amount: number | null
  reference: string
  dueDay: string | null
}

let last = 0

export const blankLine = (accountId: string | null, method: PayMethod = 'transfer'): LineValues => ({
  key: ++last,
  accountId,
  method,
  amount: null,
  reference: '',
  dueDay: null,
})

/** The lines that have an amount, as the backend takes them. */
export const linesToSend = (lines: readonly LineValues[]): MoneyLineInput[] =>
  lines
    .filter((line) => (line.amount ?? 0) > 0)
    .map(({ accountId, method, amount, reference, dueDay }) => ({
      ...(accountId === null ? {} : { accountId }),
      method,
      amount: amount!,
      ...(method === 'cheque' ? { reference, dueDay } : {}),
    }))

export const sumOf = (lines: readonly LineValues[]): number =>
  lines.reduce((sum, line) => sum + Math.max(0, line.amount ?? 0), 0)
