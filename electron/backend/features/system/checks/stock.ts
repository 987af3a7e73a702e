import { formatQuantity } from '../../../../../shared/quantity.ts'
import { compareLedger, sumLedger, type LedgerFigure } from '../../inventory/ledger-sums.ts'
import { MOST_FAULTS, sqlCheck, type Check } from './check.ts'

const PLACE = `coalesce((select code from product where id = product), product) || ' @ ' ||
  coalesce((select code from warehouse where id = warehouse), warehouse)`

/** Balances against movements, reservations against open lines, notes and adjustments against their movements. */
export const STOCK_CHECKS: readonly Check[] = [
  ledgerCheck('stock-on-hand', ['on-hand']),
  sqlCheck(
    'stock-reserved',
    'select count(*) from stock_balance',
    `with compared as (
       select product, warehouse, sum(stored) as stored, sum(found) as found from (
         select product_id as product, warehouse_id as warehouse, reserved as stored, 0 as found from stock_balance
         union all
         select l.product_id, l.warehouse_id, 0, l.reserved
         from sales_order_line l join sales_order o on o.id = l.order_id
         where l.reserved > 0 and o.review in ('auto', 'approved', 'pending') and o.closed = 'open' and o.history = 0)
       group by product, warehouse)
     select ${PLACE} || ': reserved ' || check_quantity(stored) || ', open order lines ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'stock-documents',
    `select (select count(*) from shipment where posted_at is not null) +
       (select count(*) from stock_document where status <> 'draft')`,
    `with wanted as (
       select d.id, d.number, case d.status when 'posted' then -sum(l.quantity) else 0 end as quantity
       from shipment d join shipment_line l on l.shipment_id = d.id group by d.id
       union all
       select a.id, a.number,
         case when a.status <> 'posted' then 0 when a.kind in ('other-in', 'surplus') then sum(l.quantity)
           else -sum(l.quantity) end
       from stock_document a join stock_document_line l on l.document_id = a.id
       where a.kind in ('other-in', 'other-out', 'surplus', 'loss') group by a.id),
     compared as (
       select w.number, w.quantity,
         coalesce((select sum(m.quantity) from stock_movement m where m.document_id = w.id), 0) as moved
       from wanted w)
     select number || ': lines ' || check_quantity(quantity) || ', movements ' || check_quantity(moved)
     from compared where quantity <> moved`,
  ),
  ledgerCheck('stock-value', ['quantity', 'value']),
  sqlCheck(
    'stock-value-empty',
    'select count(*) from stock_value',
    `select coalesce((select code from product where id = product_id), product_id) || ': nothing there, value ' || value
     from stock_value where quantity = 0 and value <> 0`,
  ),
  ledgerCheck('stock-lots', ['lot']),
  sqlCheck(
    'stock-lots-total',
    'select count(*) from stock_balance b join product p on p.id = b.product_id where p.lot_tracked = 1',
    `select ${PLACE} || ': on hand ' || check_quantity(on_hand) || ', lots ' || check_quantity(lots) ||
       ', reserved ' || check_quantity(reserved) || ', lots ' || check_quantity(lots_reserved) ||
       ', frozen ' || check_quantity(frozen) || ', lots ' || check_quantity(lots_frozen)
     from (
       select b.product_id as product, b.warehouse_id as warehouse, b.on_hand, b.reserved, b.frozen,
         coalesce(sum(l.on_hand), 0) as lots, coalesce(sum(l.reserved), 0) as lots_reserved,
         coalesce(sum(case when s.frozen = 1 then l.on_hand - l.reserved end), 0) as lots_frozen
       from stock_balance b join product p on p.id = b.product_id and p.lot_tracked = 1
       left join stock_lot_balance l on l.product_id = b.product_id and l.warehouse_id = b.warehouse_id
       left join stock_lot s on s.id = l.lot_id
       group by b.product_id, b.warehouse_id)
     where on_hand <> lots or reserved <> lots_reserved or frozen <> lots_frozen`,
  ),
  sqlCheck(
    'stock-lots-kept',
    'select count(*) from order_lot',
    `with compared as (
       select product, warehouse, lot, sum(stored) as stored, sum(found) as found from (
         select product_id as product, warehouse_id as warehouse, lot_id as lot, reserved as stored, 0 as found
           from stock_lot_balance
         union all
         select s.product_id, k.warehouse_id, k.lot_id, 0, k.quantity
           from order_lot k join stock_lot s on s.id = k.lot_id)
       group by product, warehouse, lot)
     select ${PLACE} || ': lot ' || (select number from stock_lot where id = lot) || ' reserved ' ||
       check_quantity(stored) || ', kept for orders ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'stock-lots-of-lines',
    'select count(*) from order_lot',
    `with lots as (select order_id, line_no, sum(quantity) as quantity from order_lot group by order_id, line_no),
     lines as (
       select l.order_id, l.line_no, l.reserved from sales_order_line l join product p on p.id = l.product_id
       where l.reserved > 0 and p.lot_tracked = 1)
     select coalesce((select number from sales_order where id = coalesce(l.order_id, k.order_id)), 'draft') || ' line ' ||
       coalesce(l.line_no, k.line_no) || ': reserved ' || check_quantity(coalesce(l.reserved, 0)) || ', lots ' ||
       check_quantity(coalesce(k.quantity, 0))
     from lines l full join lots k on k.order_id = l.order_id and k.line_no = l.line_no
     where coalesce(l.reserved, 0) <> coalesce(k.quantity, 0)`,
  ),
  sqlCheck(
    'stock-lots-of-notes',
    'select count(*) from shipment_line_lot',
    `with lots as (select shipment_id, line_no, sum(quantity) as quantity from shipment_line_lot group by shipment_id, line_no)
     select d.number || ' line ' || l.line_no || ': ' || check_quantity(l.quantity) || ', lots ' ||
       check_quantity(coalesce(k.quantity, 0))
     from shipment_line l join shipment d on d.id = l.shipment_id
     join product p on p.id = (
       select product_id from sales_order_line where order_id = d.order_id and line_no = l.order_line_no)
     left join lots k on k.shipment_id = l.shipment_id and k.line_no = l.line_no
     where d.status = 'posted' and l.quantity <> coalesce(k.quantity, 0) and (k.quantity is not null or exists (
       select 1 from stock_movement where document_id = d.id and product_id = p.id and lot_id is not null))`,
  ),
  sqlCheck(
    'stock-in-transit',
    `select count(*) from stock_document where kind = 'transfer'`,
    `with compared as (
       select product, warehouse, sum(stored) as stored, sum(found) as found from (
         select product_id as product, warehouse_id as warehouse, in_transit as stored, 0 as found
           from stock_balance where in_transit <> 0
         union all
         select l.product_id, d.to_warehouse_id, 0, l.quantity - l.received
         from stock_document d join stock_document_line l on l.document_id = d.id
         where d.kind = 'transfer' and d.status = 'in-transit')
       group by product, warehouse)
     select ${PLACE} || ': in transit ' || check_quantity(stored) || ', transfers on their way ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'stock-may-lack',
    'select count(*) from stock_balance',
    `select p.code || ' @ ' || w.code || case b.may_lack when 1 then ': may go below zero' else ': may not go below zero' end
     from stock_balance b join warehouse w on w.id = b.warehouse_id join product p on p.id = b.product_id
     where b.may_lack <> (w.allow_negative = 1 and p.lot_tracked = 0)`,
  ),
  sqlCheck(
    'stock-corrections',
    'select count(*) from stock_movement where corrects is not null',
    `select c.document_number || ': corrects a movement of ' || coalesce(m.document_number, 'nothing')
     from stock_movement c left join stock_movement m on m.id = c.corrects
     where c.corrects is not null and (m.id is null or m.document_id <> c.document_id or m.product_id <> c.product_id
       or m.warehouse_id <> c.warehouse_id)`,
  ),
]

const UNITS: Record<LedgerFigure, string> = {
  'on-hand': 'on hand',
  lot: 'on hand',
  quantity: 'quantity',
  value: 'value',
}

/** Compares stored figures with the movements; all such checks of a run share one pass over them. */
function ledgerCheck(name: string, figures: readonly LedgerFigure[]): Check {
  return {
    name,
    run: (database, shared) => {
      const sums = shared.once('ledger', () => sumLedger(database))
      const code = (table: 'product' | 'warehouse' | 'site', id: string) =>
        database.prepare<[string], string>(`select code from ${table} where id = ?`).pluck().get(id) ?? id
      const lotNumber = database.prepare<[string], string>('select number from stock_lot where id = ?').pluck()
      return {
        count: figures.includes('lot') ? sums.lots.size : sums.movements,
        faults: compareLedger(database, sums, figures)
          .slice(0, MOST_FAULTS)
          .map(({ figure, productId, placeId, lotId, stored, found }) => {
            const place = code(figure === 'on-hand' || figure === 'lot' ? 'warehouse' : 'site', placeId)
            const lot = lotId === null ? '' : ` lot ${lotNumber.get(lotId) ?? lotId}`
            const shown = figure === 'value' ? [stored, found] : [stored, found].map(formatQuantity)
            return `${code('product', productId)} @ ${place}:${lot} ${UNITS[figure]} ${shown[0]}, movements ${shown[1]}`
          }),
      }
    },
  }
}
