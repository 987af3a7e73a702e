/**
 * Version 170: what was talked about with customers, and reminders. Frozen in time: never edited after it has shipped, never
 * imports application code.
 */
export const version = 170

export const sql = /* sql */ `
-- A call, visit, message or complaint. 'order_id': what it was about.
create table activity (
  id text primary key,
  customer_id text not null references customer,
  kind text not null check (kind in ('call', 'visit', 'message', 'complaint')),
  day text not null,
  contact text not null default '',
  text text not null default '',
  order_id text references sales_order,
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1
) strict, without rowid;
create index activity_customer on activity (customer_id, day, id);
create index activity_order on activity (order_id) where order_id is not null;

-- Something to do for a person on a day. Of what the program finds by itself (money, prices, rhythm, near expiry) a row is
-- kept once somebody has put it off, handed it over or done it; 'episode' says what it was about that time, so that the same
-- does not come back.
create table reminder (
  id text primary key,
  kind text not null check (kind in ('contact', 'task', 'complaint', 'due', 'overdue', 'contract-price', 'rhythm', 'near-expiry')),
  customer_id text references customer,
  product_id text references product,
  episode text not null default '',
  person_id text not null references user_account,
  -- the day it was meant for; 'day' and 'time' (HH:MM or empty): since when it shows, later than that when put off
  due_day text not null,
  day text not null,
  time text not null default '',
  note text not null default '',
  repeat text not null default 'none' check (repeat in ('none', 'day', 'week', 'fortnight', 'month', 'quarter', 'year')),
  -- the day a repeated one was first meant for: months are counted from it
  first_day text not null,
  follows text unique references reminder,
  activity_id text references activity,
  state text not null default 'open' check (state in ('open', 'done')),
  result text not null default '',
  done_by text references user_account,
  done_day text,
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1,
  check ((state = 'done') = (done_by is not null)),
  check ((state = 'done') = (done_day is not null)),
  check (kind in ('contact', 'task', 'complaint') or (customer_id is not null and repeat = 'none')),
  check ((kind = 'near-expiry') = (product_id is not null)),
  check (kind <> 'complaint' or activity_id is not null)
) strict, without rowid;
create index reminder_person on reminder (person_id, day, time, id) where state = 'open';
create index reminder_open on reminder (day, time, id) where state = 'open';
create index reminder_done on reminder (done_day, id) where state = 'done';
create index reminder_customer on reminder (customer_id, kind, id) where customer_id is not null;
create index reminder_customer_done on reminder (customer_id, done_day, id) where state = 'done' and customer_id is not null;
create index reminder_activity on reminder (activity_id) where activity_id is not null;

-- The customer's timeline reads their notes by day; prices that end are looked for by day.
create index shipment_customer on shipment (customer_id, day, id);
create index contract_price_ending on contract_price (to_day) where to_day is not null;
`
