/** Version 210: e-mail: the server it goes through, and what is to be sent and was. Frozen in time. */
export const version = 210

export const sql = /* sql */ `
-- its password lies outside the file
create table mail_setting (
  id integer primary key check (id = 1),
  enabled integer not null check (enabled in (0, 1)),
  host text not null,
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  user_name text not null,
  from_address text not null,
  from_name text not null,
  reply_to text not null,
  -- language of what is written to customers
  locale text not null check (locale in ('zh-CN', 'en')),
  confirm_orders integer not null check (confirm_orders in (0, 1)),
  version integer not null
) strict;

create table mail_message (
  id text primary key,
  kind text not null check (kind in ('statement', 'order', 'report', 'letter')),
  -- the document it is about
  about_id text,
  customer_id text references customer,
  recipients text not null check (json_array_length(recipients) > 0),
  subject text not null,
  body text not null,
  state text not null check (state in ('waiting', 'sent', 'failed', 'cancelled')),
  -- what was wrong with the last try, and the server's own words
  problem text not null default '',
  detail text not null default '',
  attempts integer not null default 0,
  next_at text,
  sent_at text,
  created_by text not null references user_account,
  created_at text not null,
  -- when somebody last wanted it sent: given up some days later
  asked_at text not null,
  check ((next_at is not null) = (state = 'waiting')),
  check ((sent_at is not null) = (state = 'sent'))
) strict;
create index mail_message_due on mail_message (next_at, id) where state = 'waiting';
create index mail_message_list on mail_message (created_at, id);
create index mail_message_user on mail_message (created_by, created_at, id);
create index mail_message_about on mail_message (about_id) where about_id is not null;
create index mail_message_customer on mail_message (customer_id, created_at, id) where customer_id is not null;

create table mail_attachment (
  mail_id text not null references mail_message,
  no integer not null,
  name text not null,
  type text not null,
  size integer not null,
  -- let go some weeks after it was sent
  content blob,
  primary key (mail_id, no)
) strict;
`
