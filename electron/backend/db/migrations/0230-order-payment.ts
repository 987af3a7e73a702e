/** Version 230: how each order is paid; until now as its customer's terms said. Frozen in time. */
export const version = 230

export const sql = /* sql */ `
alter table sales_order add column pay_by text not null default 'account'
  check (pay_by in ('cash', 'transfer', 'wechat', 'alipay', 'stripe', 'cod', 'account', 'deposit'));
update sales_order set pay_by = (
  select case
    when c.settlement in ('cod', 'deposit') then c.settlement
    when c.pay_method in ('transfer', 'wechat', 'alipay', 'stripe') then c.pay_method
    else 'cash' end
  from customer c where c.id = sales_order.customer_id)
  where customer_id in (select id from customer where settlement in ('cash', 'cod', 'deposit'));

-- orders paid later than is agreed with the customer are looked at
update company set settings = json_set(settings, '$.review.laterPayment', 'hold');
`
