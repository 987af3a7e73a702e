/** The words for states: the same on screen, paper, in Excel and on the portal. */
export const states = {
  'order.draft': '草稿',
  'order.pending': '待审核',
  'order.to-ship': '待发货',
  'order.part-shipped': '部分发货',
  'order.shipped': '已发货',
  'order.completed': '已完成',
  'order.rejected': '已驳回',
  'order.void': '已作废',
  'shipment.draft': '待出库',
  'shipment.posted': '已出库',
  'shipment.void': '已作废',
  'customer.active': '正常',
  'customer.frozen': '冻结',
  'customer.archived': '已停用',
  'product.active': '在售',
  'product.archived': '已停用',
} as const
