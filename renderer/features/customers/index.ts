/** What other features may use of customers. */
export { default as QuickCustomer } from './QuickCustomer.vue'
export { default as SegmentSelect } from './SegmentSelect.vue'
