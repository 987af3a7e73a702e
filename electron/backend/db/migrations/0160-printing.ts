/** Version 160: the print queue with its history. Frozen in time. */
export const version = 160

export const sql = /* sql */ `
create table print_job (
  id text primary key,
  kind text not null,
  title text not null,
  document_ids text not null check (json_valid(document_ids)),
  copies integer not null,
  printer text not null,
  outcome text not null check (outcome in ('waiting', 'printed', 'handed-over', 'saved', 'failed', 'cancelled')),
  problem text not null default '',
  printed_by text not null references user_account,
  at text not null
) strict, without rowid;
create index print_job_at on print_job (at, id);
create index print_job_open on print_job (at, id) where outcome in ('waiting', 'failed');
create index print_job_user on print_job (printed_by, at, id);
`
