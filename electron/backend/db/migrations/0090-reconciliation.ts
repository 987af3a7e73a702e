/** Version 90: statements of account, what customers answer to them, corrections, and closed periods. Frozen in time. */
export const version = 90

export const sql = /* sql */ `
-- 对账单: amounts in 分, signed as in the ledger, as they were sent; null while it is a draft.
create table customer_statement (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  customer_id text not null references customer,
  kind text not null check (kind in ('activity', 'outstanding')),
  detail text not null check (detail in ('bill', 'goods')),
  period_from text not null,
  period_to text not null check (period_to >= period_from),
  status text not null check (status in ('draft', 'sent', 'confirmed', 'disputed', 'resolved', 'locked', 'void')),
  opening integer,
  charged integer,
  returned integer,
  received integer,
  discounted integer,
  adjusted integer,
  closing integer,
  -- days and amounts of the ageing strip, as JSON
  ageing text,
  reply_by text,
  reason text not null default '',
  sent_at text,
  locked_at text,
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1,
  check (status in ('draft', 'void') or closing is not null),
  check (closing = opening + charged + returned + received + discounted + adjusted)
) strict, without rowid;
-- one at a time for the same customer, kind and last day
create unique index customer_statement_period on customer_statement (customer_id, kind, period_to) where status <> 'void';
create index customer_statement_customer on customer_statement (customer_id, status, period_to);
create index customer_statement_list on customer_statement (period_to, status, id);

-- The bills of a statement as sent and what the customer said to each.
create table customer_statement_line (
  statement_id text not null references customer_statement,
  no integer not null,
  entry_id text not null references receivable_entry,
  -- the entry's amount, or what was open of it
  amount integer not null,
  answer text not null default 'none' check (answer in ('none', 'agreed', 'disputed')),
  primary key (statement_id, no)
) strict, without rowid;

-- What happened to a statement, in the words of who did it.
create table customer_statement_event (
  id text primary key,
  statement_id text not null references customer_statement,
  kind text not null check (kind in ('created', 'sent', 'saved', 'printed', 'answered', 'confirmed', 'disputed', 'resolved', 'locked', 'unlocked', 'void')),
  note text not null default '',
  user_id text not null references user_account,
  at text not null
) strict, without rowid;
create index customer_statement_event_statement on customer_statement_event (statement_id, id);

-- 调整单: corrects what a customer owes on an open day.
create table receivable_adjustment (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  customer_id text not null references customer,
  day text not null,
  amount integer not null check (amount <> 0),
  reason text not null check (reason <> ''),
  status text not null check (status in ('posted', 'void')),
  void_reason text not null default '',
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1
) strict, without rowid;
create index receivable_adjustment_customer on receivable_adjustment (customer_id, day);

-- 对账差异: a line the customer sees differently, and what came of it.
create table statement_difference (
  id text primary key,
  statement_id text not null references customer_statement,
  customer_id text not null references customer,
  -- 0: the closing balance or a bill that is not on the statement
  line_no integer not null,
  -- the goods line of the bill; 0: the bill as a whole
  item_no integer not null default 0,
  ours integer not null,
  theirs integer,
  remark text not null default '',
  assigned_to text references user_account,
  status text not null check (status in ('open', 'corrected', 'explained', 'withdrawn')),
  resolution text not null default '',
  adjustment_id text references receivable_adjustment,
  created_by text not null references user_account,
  created_at text not null,
  resolved_by text references user_account,
  resolved_at text,
  version integer not null default 1,
  check ((status = 'open') = (resolved_at is null)),
  check ((status = 'corrected') = (adjustment_id is not null))
) strict, without rowid;
create index statement_difference_statement on statement_difference (statement_id, line_no, item_no);
create index statement_difference_status on statement_difference (status, id);

-- What was booked into the days of a statement after it was sent (分): its figures are no longer the ledger's.
create table statement_late (
  statement_id text primary key references customer_statement,
  amount integer not null
) strict, without rowid;

-- The company's months: every row says up to which day all books are closed from then on; null: they are open again.
create table period_lock (
  no integer not null primary key,
  locked_until text,
  reason text not null,
  user_id text not null references user_account,
  at text not null
) strict, without rowid;

-- The right that comes with this version, for the roles every company was founded with.
update role set rights = (
  select json_group_array(value) from (select value from json_each(role.rights) union select 'settlement.lock'))
  where code in ('owner', 'finance');

update company set settings = json_set(settings, '$.statements', json('{"buckets":[30,60,90,180,365],"bankAccount":"","replyDays":7}'));
`
