import * as activities from './activities.service.ts'
import { badge, counts, people, reminders } from './reminders.queries.ts'
import { change, finish, move, remind, reopen } from './reminders.service.ts'
import { timeline } from './timeline.queries.ts'

/** The functions behind the contract's `crm`. */
export const crm = {
  timeline,
  ...activities,
  remind,
  change,
  move,
  finish,
  reopen,
  reminders,
  counts,
  badge,
  people,
}
