/** Route of the desk with an empty order. */
export const NEW_ROUTE = 'order-new'
/** Route of the desk with a stored order (parameter `id`), or with a further empty one (query `new`). */
export const EDIT_ROUTE = 'order-edit'

/** The desk that goes on with an order. */
export const deskPath = (id: string) => ({ name: EDIT_ROUTE, params: { id } })
