import { FOUND_KINDS } from './findings.ts'

/** Ways a customer is spoken to. */
export const ACTIVITY_KINDS = ['call', 'visit', 'message', 'complaint'] as const
export type ActivityKind = (typeof ACTIVITY_KINDS)[number]

/** What stands on a customer's timeline; `mail`: an e-mail the program sent; `task`: a reminder that was done. */
export const TIMELINE_KINDS = [
  ...ACTIVITY_KINDS,
  'mail',
  'order',
  'delivery',
  'return',
  'money',
  'price',
  'task',
] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

/** Reminders typed by somebody, and those the program finds by itself. */
export const TYPED_KINDS = ['contact', 'task', 'complaint'] as const
export const REMINDER_KINDS = [...TYPED_KINDS, ...FOUND_KINDS] as const
export type ReminderKind = (typeof REMINDER_KINDS)[number]
