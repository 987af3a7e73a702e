/**
 * Version 180: the complete customer file (source, own tags, own fields, attachments), segments, changes to many customers
 * at once, pairs that are not the same, and merged customers: what is open on the account of the one that goes moves to the
 * other by opposite entries. Frozen in time.
 */
export const version = 180

export const sql = /* sql */ `
alter table customer add column source text not null default '';
-- JSON array of texts, sorted
alter table customer add column tags text not null default '[]' check (json_valid(tags));
-- JSON object: own field → text, day or thousandths
alter table customer add column own text not null default '{}' check (json_valid(own));
-- the customer this one turned out to be
alter table customer add column merged_into text references customer;
create index customer_merged on customer (merged_into) where merged_into is not null;

create table customer_field (
  id text primary key,
  no integer not null,
  name text not null unique,
  kind text not null check (kind in ('text', 'number', 'date', 'choice')),
  -- JSON array of texts, for choices
  choices text not null check (json_valid(choices)),
  active integer not null default 1 check (active in (0, 1)),
  version integer not null default 1
) strict, without rowid;

create table customer_attachment (
  id text primary key,
  customer_id text not null references customer,
  name text not null,
  mime text not null,
  size integer not null check (size > 0),
  bytes blob not null,
  created_by text not null references user_account,
  created_at text not null
) strict;
create index customer_attachment_customer on customer_attachment (customer_id, created_at);

create table segment (
  id text primary key,
  name text not null unique,
  -- the list's filter as JSON
  filter text not null check (json_valid(filter)),
  created_by text not null references user_account,
  created_at text not null,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;

-- Many customers changed together; the change log has what each was before.
create table customer_bulk (
  id text primary key,
  change text not null check (json_valid(change)),
  total integer not null,
  done integer not null default 0,
  changed integer not null default 0,
  -- changed again since and left alone when it was undone
  kept integer not null default 0,
  state text not null check (state in ('running', 'done', 'undoing', 'undone')),
  created_by text not null references user_account,
  created_at text not null,
  undone_at text
) strict, without rowid;
create index customer_bulk_created on customer_bulk (created_at);

create table customer_distinct (
  one_id text not null references customer,
  other_id text not null references customer,
  created_by text not null references user_account,
  created_at text not null,
  primary key (one_id, other_id),
  check (one_id < other_id)
) strict, without rowid;

create table customer_merge (
  id text primary key,
  loser_id text not null references customer,
  winner_id text not null references customer,
  -- JSON: keys of the rows that went over, by table; what was filled in; the loser's state
  moved text not null check (json_valid(moved)),
  -- of the account, 分
  balance integer not null,
  created_by text not null references user_account,
  created_at text not null,
  undone_by text references user_account,
  undone_at text,
  version integer not null default 1
) strict, without rowid;
create index customer_merge_winner on customer_merge (winner_id);
create index customer_merge_loser on customer_merge (loser_id);

-- moved-out and moved-in: what was open when two customers became one. follows: the entry a moved-out continues elsewhere,
-- the moved-out of a moved-in.
create table receivable_entry_180 (
  id text primary key,
  customer_id text not null references customer,
  site_id text not null references site,
  kind text not null check (kind in ('opening', 'shipment', 'return', 'receipt', 'refund', 'discount', 'adjust', 'void', 'moved-out', 'moved-in')),
  day text not null,
  due_day text,
  amount integer not null,
  order_id text references sales_order,
  document_id text not null,
  document_number text not null,
  at text not null,
  follows text references receivable_entry,
  check ((follows is not null) = (kind in ('moved-out', 'moved-in')))
) strict, without rowid;
insert into receivable_entry_180 select *, null from receivable_entry;
drop table receivable_entry;
alter table receivable_entry_180 rename to receivable_entry;
create index receivable_entry_customer on receivable_entry (customer_id, day, id);
create index receivable_entry_document on receivable_entry (document_id);
create index receivable_entry_order on receivable_entry (order_id) where order_id is not null;
create index receivable_entry_follows on receivable_entry (follows) where follows is not null;

-- The right that comes with this version, for the roles every company was founded with.
update role set rights = (
  select json_group_array(value) from (select value from json_each(role.rights) union select 'customers.merge'))
  where code in ('owner', 'reviewer');
`
