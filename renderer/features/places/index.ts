/** What other features may use of places. */
export { default as ProductPlaces } from './ProductPlaces.vue'
