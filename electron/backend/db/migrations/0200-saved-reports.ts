/** Version 200: reports people have saved, when they are made by themselves, and what became of it. Frozen in time. */
export const version = 200

export const sql = /* sql */ `
create table saved_report (
  id text primary key,
  name text not null check (name <> ''),
  -- route of the page, and its question as the page's address has it
  report text not null,
  address text not null check (json_valid(address)),
  -- everybody who may see reports sees it
  is_shared integer not null check (is_shared in (0, 1)),
  owner_id text not null references user_account,
  rhythm text not null check (rhythm in ('none', 'daily', 'weekly', 'monthly')),
  -- of a week 0 Monday to 6, of a month its day, shorter months end earlier
  on_day integer not null check (on_day between 0 and 31),
  at_time text not null,
  recipients text not null check (json_valid(recipients)),
  locale text not null check (locale in ('zh-CN', 'en')),
  -- day and time in the company's zone
  next_at text,
  version integer not null,
  created_at text not null,
  check ((rhythm = 'none') = (next_at is null))
) strict;
create index saved_report_due on saved_report (next_at) where next_at is not null;
create index saved_report_owner on saved_report (owner_id);

create table saved_report_run (
  report_id text not null references saved_report on delete cascade,
  -- when it was due, or made by hand
  due_at text not null,
  made_at text not null,
  outcome text not null check (outcome in ('made', 'failed')),
  -- code of what went wrong; a report that was made may still not have been mailed
  problem text not null default '',
  -- name in the company's folder of reports
  file text not null default '',
  mail_id text,
  primary key (report_id, due_at)
) strict, without rowid;
`
