/** Version 190: leads, and customers nobody looks after. Frozen in time. */
export const version = 190

export const sql = /* sql */ `
create table lead_stage (
  id text primary key,
  position integer not null,
  name text not null,
  -- how many of those that stand here become customers, basis points
  chance integer not null check (chance between 0 and 10000),
  archived integer not null default 0 check (archived in (0, 1)),
  version integer not null default 1
) strict, without rowid;

create table lead (
  id text primary key,
  company text not null check (company <> ''),
  contact text not null default '',
  mobile text not null default '',
  phone text not null default '',
  email text not null default '',
  address text not null default '',
  industry text not null default '',
  channel text not null default '',
  region_id text references tree_node,
  source text not null default '',
  owner_id text not null references user_account,
  stage_id text not null references lead_stage,
  state text not null default 'open' check (state in ('open', 'lost', 'converted')),
  lost_reason text not null default '',
  -- what they may buy in a year, 分
  expected_amount integer check (expected_amount >= 0),
  next_day text,
  notes text not null default '',
  customer_id text references customer,
  closed_at text,
  created_by text not null references user_account,
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  check ((state = 'converted') = (customer_id is not null)),
  check ((state = 'open') = (closed_at is null)),
  check ((state = 'lost') = (lost_reason <> ''))
) strict, without rowid;
create index lead_list on lead (updated_at, id);
create index lead_owner on lead (owner_id, updated_at, id);
create index lead_open on lead (stage_id, next_day, id) where state = 'open';
create index lead_created on lead (created_at, id);
create index lead_company on lead (company);
create index lead_mobile on lead (mobile) where mobile <> '';
create index lead_customer on lead (customer_id) where customer_id is not null;

create table lead_event (
  id text primary key,
  lead_id text not null references lead,
  kind text not null check (kind in ('created', 'call', 'visit', 'message', 'stage', 'owner', 'lost', 'reopened', 'converted')),
  day text not null,
  -- the stage or person it went to
  to_id text,
  note text not null default '',
  user_id text not null references user_account,
  at text not null
) strict, without rowid;
create index lead_event_lead on lead_event (lead_id, id);

insert into lead_stage (id, position, name, chance) values
  ('01J00000000000000000000AA1', 1, '新线索', 500),
  ('01J00000000000000000000AA2', 2, '已联系', 1500),
  ('01J00000000000000000000AA3', 3, '已送样', 3500),
  ('01J00000000000000000000AA4', 4, '已报价', 6000),
  ('01J00000000000000000000AA5', 5, '谈判中', 8000);

-- 公海: rules by which customers lose who looks after them
create table pool_setting (
  id integer primary key check (id = 1),
  enabled integer not null check (enabled in (0, 1)),
  contact_days integer check (contact_days > 0),
  deal_days integer check (deal_days > 0),
  notify_days integer not null check (notify_days >= 0),
  -- nothing counts from before this day
  enabled_day text not null,
  -- language of the reminders
  locale text not null check (locale in ('zh-CN', 'en')),
  set_by text not null references user_account,
  version integer not null
) strict;

create table pool_event (
  id text primary key,
  customer_id text not null references customer,
  kind text not null check (kind in ('warned', 'recycled', 'released', 'claimed', 'assigned')),
  day text not null,
  from_id text references user_account,
  to_id text references user_account,
  -- the rule that took it, or what a person wrote
  note text not null default '',
  user_id text not null references user_account,
  at text not null
) strict, without rowid;
create index pool_event_customer on pool_event (customer_id, id);

-- The right that comes with this version, for the roles every company was founded with.
update role set rights = json_insert(rights, '$[#]', 'leads.edit')
where code in ('owner', 'order-desk', 'reviewer', 'sales')
  and not exists (select 1 from json_each(role.rights) where value = 'leads.edit');
`
