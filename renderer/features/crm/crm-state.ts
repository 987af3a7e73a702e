import { shallowRef } from 'vue'
import type { ReminderRow, TimelineEntry } from '../../../shared/contract/crm.ts'

/** A contact to write down; without a customer the drawer asks for one. `entry`: one written before, to read or correct. */
export interface LogRequest {
  customer: { id: string; name: string } | null
  order: { id: string; number: string } | null
  entry: TimelineEntry | null
}
/** null: the drawer is closed. */
export const logRequest = shallowRef<LogRequest | null>(null)

/** Opens the drawer that writes a contact down. */
export function openLog(request: Partial<LogRequest> = {}): void {
  logRequest.value = { customer: null, order: null, entry: null, ...request }
}

/** A reminder to make, or one to change. */
export interface ReminderRequest {
  customer: { id: string; name: string } | null
  day: string | null
  note: string
  reminder: ReminderRow | null
}
export const reminderRequest = shallowRef<ReminderRequest | null>(null)

/** Opens the drawer that makes or changes a reminder. */
export function openReminder(request: Partial<ReminderRequest> = {}): void {
  reminderRequest.value = { customer: null, day: null, note: '', reminder: null, ...request }
}

/** Reminders that are to be done with a result; empty: the drawer is closed. */
export const finishRequest = shallowRef<readonly ReminderRow[]>([])
export const openFinish = (reminders: readonly ReminderRow[]): void => void (finishRequest.value = reminders)
