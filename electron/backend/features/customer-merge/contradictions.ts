import { sql, type RawBuilder } from 'kysely'
import { ruleError, type RuleCode } from '../../../../shared/errors.ts'
import type { TableName } from '../../db/tables.ts'
import type { CommandContext } from '../../rpc/context.ts'
import type { CustomerRecord } from '../customers/take-over.service.ts'
import type { MergeNotes } from './merge.queries.ts'

interface Merged {
  winner: CustomerRecord
  loser: CustomerRecord
  notes: MergeNotes
  /** When they were merged. */
  at: string
}

/**
 * Refuses to take a merge apart when something done since stands on it, and names it: money that settled what had moved,
 * anything booked for documents that went over, documents that follow them, a statement that lists them.
 * @throws RULE MERGE_UNDO_AGAIN, MERGE_UNDO_SETTLED, MERGE_UNDO_BOOKED, MERGE_UNDO_FOLLOWED, MERGE_UNDO_STATEMENT
 */
export async function refuseContradiction(ctx: CommandContext, { winner, loser, notes, at }: Merged): Promise<void> {
  if (winner.merged_into !== null || loser.merged_into !== winner.id)
    throw ruleError('MERGE_UNDO_AGAIN', { value: winner.name })
  const ids = (table: TableName) => sql`(select value from json_each(${JSON.stringify(keysOf(notes, table))}))`
  const outs = sql`(select value from json_each(${JSON.stringify(notes.entries)}))`
  const ins = sql`(select id from receivable_entry where follows in ${outs})`
  const look = async (rule: RuleCode, query: RawBuilder<{ number: string | null }>) => {
    const [first] = (await query.execute(ctx.db)).rows
    if (first) throw ruleError(rule, { value: first.number ?? '' })
  }
  // what was there before the merge may settle it: that comes apart by itself
  await look(
    'MERGE_UNDO_SETTLED',
    sql`select e.document_number as number from receivable_entry e
      join (
        select charge_id as moved_id, credit_id as other_id, amount from receivable_allocation where charge_id in ${ins}
        union all
        select credit_id, charge_id, amount from receivable_allocation where credit_id in ${ins}) a on a.moved_id = e.id
      join receivable_entry o on o.id = a.other_id
      where o.at > ${at} and o.kind <> 'void' group by e.id, o.id having sum(a.amount) <> 0`,
  )
  await look(
    'MERGE_UNDO_STATEMENT',
    sql`select s.number from customer_statement_line l join customer_statement s on s.id = l.statement_id
      where l.entry_id in ${ins} and s.status <> 'void'`,
  )
  await look(
    'MERGE_UNDO_BOOKED',
    sql`select document_number as number from receivable_entry e
      where customer_id = ${loser.id} and at > ${at} and ${IS_OWN}
      union all
      select document_number from receivable_entry e
      where customer_id = ${winner.id} and at > ${at} and ${IS_OWN} and (order_id in ${ids('sales_order')}
        or document_id in ${ids('shipment')} or document_id in ${ids('sales_return')}
        or document_id in ${ids('money_document')} or document_id in ${ids('receivable_adjustment')})`,
  )
  const follows = [
    sql`select number from shipment where order_id in ${ids('sales_order')} and id not in ${ids('shipment')}`,
    sql`select number from sales_return where shipment_id in ${ids('shipment')} and id not in ${ids('sales_return')}`,
    sql`select number from money_document where order_id in ${ids('sales_order')} and id not in ${ids('money_document')}`,
    sql`select number from money_document
      where source_id in ${ids('money_document')} and id not in ${ids('money_document')}`,
    sql`select subject from online_payment
      where order_id in ${ids('sales_order')} and id not in ${ids('online_payment')}`,
    sql`select number from sales_order where id not in ${ids('sales_order')}
      and (split_from in ${ids('sales_order')}
        or id in (select merged_into from sales_order where id in ${ids('sales_order')}))`,
    // the customer of a document was changed since
    sql`select number from sales_order where id in ${ids('sales_order')} and customer_id <> ${winner.id}`,
  ]
  await look('MERGE_UNDO_FOLLOWED', sql`${sql.join(follows, sql` union all `)}`)
}

/** Not a move of another merge, nor its opposite: those undo themselves. */
const IS_OWN = sql`e.kind not in ('moved-in', 'moved-out') and not exists (
  select 1 from receivable_allocation a join receivable_entry p on p.id in (a.charge_id, a.credit_id)
  where e.kind = 'void' and (a.charge_id = e.id or a.credit_id = e.id) and p.kind in ('moved-in', 'moved-out'))`

/** Ids of the rows of a table that went over. */
const keysOf = ({ rows }: MergeNotes, table: TableName) => (rows[table] ?? []).map(([id]) => id)
