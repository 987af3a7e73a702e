/** What report pages use to save their question. */
export { default as SavedReportDrawer } from './SavedReportDrawer.vue'
