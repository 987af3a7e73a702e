/** What other features may use of contacts and reminders. */
export { openLog, openReminder } from './crm-state.ts'
export { default as CustomerReminders } from './CustomerReminders.vue'
export { default as CustomerTimeline } from './CustomerTimeline.vue'
export { useLogKey } from './useLogKey.ts'
