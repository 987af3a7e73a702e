/** What report pages need to have their question saved. */
export { default as SaveReport } from './SaveReport.vue'
