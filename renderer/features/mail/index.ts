/** What other features may use of e-mail. */
export { startMailing } from './mailings/mailing-draft.ts'
