/** Version 255: confirmed addresses, what a customer wants by e-mail, letters to many customers. Frozen in time. */
export const version = 255

export const sql = /* sql */ `
alter table user_account add column email_confirmed_at text;

-- what was sent to find out whether somebody reads an address: each once, of the code only its hash
create table email_confirmation (
  token_hash text primary key,
  user_id text not null references user_account,
  email text not null,
  created_at text not null,
  expires_at text not null,
  used_at text
) strict;
create index email_confirmation_user on email_confirmation (user_id);

-- orders a customer is told of by e-mail; 'company': as the company does it for everybody
alter table customer add column order_mail text not null default 'company'
  check (order_mail in ('company', 'none', 'approval', 'shipment', 'both'));
-- wants no letters that go to many
alter table customer add column no_mailings integer not null default 0 check (no_mailings in (0, 1));

-- where browsers find the program, for links in e-mails; empty: nowhere
alter table mail_setting add column web_address text not null default '';

create table mailing (
  id text primary key,
  subject text not null,
  body text not null,
  -- JSON: customers who got none, and why
  skipped text not null,
  created_by text not null references user_account,
  created_at text not null
) strict;
create index mailing_list on mailing (created_at, id);

create table mail_message_255 (
  id text primary key,
  kind text not null check (kind in ('statement', 'order', 'shipment', 'report', 'letter', 'mailing', 'confirmation')),
  -- the document it is about
  about_id text,
  customer_id text references customer,
  mailing_id text references mailing,
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
  -- of the company: where it stands on the customer's timeline
  day text not null,
  -- when somebody last wanted it sent: given up some days later
  asked_at text not null,
  check ((next_at is not null) = (state = 'waiting')),
  check ((sent_at is not null) = (state = 'sent')),
  check ((mailing_id is not null) = (kind = 'mailing'))
) strict;
-- days so far as a clock in China shows them, where companies are unless they say otherwise
insert into mail_message_255
  select id, kind, about_id, customer_id, null, recipients, subject, body, state, problem, detail, attempts, next_at, sent_at,
    created_by, created_at, date(created_at, '+8 hours'), asked_at
  from mail_message;
drop table mail_message;
alter table mail_message_255 rename to mail_message;
create index mail_message_due on mail_message (next_at, id) where state = 'waiting';
create index mail_message_list on mail_message (created_at, id);
create index mail_message_user on mail_message (created_by, created_at, id);
create index mail_message_about on mail_message (about_id) where about_id is not null;
create index mail_message_customer on mail_message (customer_id, day, id) where customer_id is not null;
create index mail_message_mailing on mail_message (mailing_id, state) where mailing_id is not null;
`
