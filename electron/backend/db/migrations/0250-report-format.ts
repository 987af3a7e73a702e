/** Version 250: a saved report is made as a spreadsheet or as a PDF. Frozen in time. */
export const version = 250

export const sql = /* sql */ `
alter table saved_report add column format text not null default 'xlsx' check (format in ('xlsx', 'pdf'));
`
