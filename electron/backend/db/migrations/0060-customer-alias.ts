/** Version 60: what customers call goods, learnt from the orders their messages became. Frozen in time. */
export const version = 60

export const sql = /* sql */ `
create table customer_alias (
  customer_id text not null references customer,
  -- folded: no blanks, no case, no widths
  words text not null,
  product_id text not null references product,
  primary key (customer_id, words)
) strict, without rowid;
create index customer_alias_product on customer_alias (product_id);
`
