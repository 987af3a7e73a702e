export { openCollect } from './collect-state.ts'
