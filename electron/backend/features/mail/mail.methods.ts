import * as queries from './mail.queries.ts'
import * as service from './mail.service.ts'

/** Methods of e-mail. */
export const mail = {
  settings: queries.settings,
  ready: queries.ready,
  list: queries.list,
  counts: queries.counts,
  get: queries.get,
  attachment: queries.attachment,
  ...service,
}
