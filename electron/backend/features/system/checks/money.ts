import { sqlCheck, type Check } from './check.ts'

/** What every posted money document changes its party's debt by; the reader adds whose. */
export const MONEY_DEBT = `select id, number, case when status = 'void' then 0
    when kind in ('refund', 'supplier-refund', 'bounce') then amount else -amount end
  from money_document where kind not in ('match', 'unmatch')`

const CASH = `case when d.kind in ('receipt', 'supplier-refund', 'income') then 1
  when d.kind = 'transfer' and l.line_no = 2 then 1
  when d.kind = 'bounce' and d.supplier_id is not null and l.line_no = 1 then 1 else -1 end`

/** Money accounts against their ledger, the ledger against the documents, documents against their lines. */
export const MONEY_CHECKS: readonly Check[] = [
  sqlCheck(
    'cash-balance',
    'select count(*) from cash_entry',
    `with compared as (
       select account, sum(stored) as stored, sum(found) as found from (
         select account_id as account, balance as stored, 0 as found from cash_balance
         union all select account_id, 0, amount from cash_entry)
       group by account)
     select (select name from money_account where id = account) || ': balance ' || check_fen(stored) ||
       ', entries ' || check_fen(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'cash-documents',
    'select count(*) from money_document',
    `with moved as (
       select document_id, account_id, sum(amount) as amount from cash_entry where kind <> 'opening' group by 1, 2),
     wanted as (
       select l.document_id, l.account_id, sum(case d.status when 'posted' then ${CASH} * l.amount else 0 end) as amount
       from money_line l join money_document d on d.id = l.document_id group by 1, 2),
     compared as (
       select document_id, sum(stored) as stored, sum(found) as found from (
         select document_id, account_id, amount as stored, 0 as found from moved
         union all select document_id, account_id, 0, amount from wanted)
       group by document_id, account_id)
     select coalesce((select number from money_document where id = document_id), document_id) || ': accounts ' ||
       check_fen(stored) || ', lines ' || check_fen(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'money-lines',
    'select count(*) from money_line',
    `with compared as (
       select d.number, d.kind, d.amount, d.money, d.discount, d.rounding,
         coalesce((select sum(amount) from money_line l where l.document_id = d.id
           and (d.kind <> 'transfer' or l.line_no = 2)), 0) as lines
       from money_document d where d.kind not in ('match', 'unmatch'))
     select number || ': money ' || check_fen(money) || ', accounts ' || check_fen(lines)
     from compared where money <> lines or (kind <> 'bounce' and amount <> money + discount + rounding)`,
  ),
]
