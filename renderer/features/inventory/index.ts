/** What other features may use of stock. */
export { default as DocumentLink } from './DocumentLink.vue'
export { fenOfValue, movementText } from './document-links.ts'
export { default as MovementsTable } from './MovementsTable.vue'
