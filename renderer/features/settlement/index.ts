/** What other features may use of settlement. */
export { openPay, openReceive, settleRequest } from './money-state.ts'
