/** Version 70: who was behind each run of the review rules, and the settings of the rules that joined. Frozen in time. */
export const version = 70

export const sql = /* sql */ `
-- null: judged before it was written down
alter table order_review add column user_id text references user_account;
update company set settings = json_set(settings,
  '$.review.creditUsage', 'warn',
  '$.review.usageLimit', 8000,
  '$.review.prepaidSkips', json('true'),
  '$.review.firstOrder', 'warn',
  '$.review.newAddress', 'warn',
  '$.review.handPrice', 'warn',
  '$.review.grades', json('[]'));
`
