import { DocumentAdd, Finished, Tickets } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'
import { EDIT_ROUTE, NEW_ROUTE } from './desk/desk-routes.ts'

export default defineFeature({
  id: 'orders',
  routes: [
    {
      path: '/orders',
      name: 'orders',
      page: () => import('./list/OrderListPage.vue'),
      title: 'orders.list',
      tab: 'one',
      access: 'orders.view',
      help: 'orders',
    },
    {
      path: '/orders/new',
      name: NEW_ROUTE,
      page: () => import('./desk/OrderDesk.vue'),
      title: 'orders.desk.title',
      tab: 'one',
      access: 'orders.edit',
      help: 'order-desk',
    },
    {
      path: '/orders/:id/edit',
      name: EDIT_ROUTE,
      page: () => import('./desk/OrderDesk.vue'),
      title: 'orders.desk.title',
      tab: 'each',
      access: 'orders.edit',
      help: 'order-desk',
    },
    {
      path: '/orders/review',
      name: 'order-review',
      page: () => import('./review/ReviewDesk.vue'),
      title: 'orders.review.desk',
      tab: 'one',
      access: 'orders.review',
      help: 'order-review',
    },
    {
      path: '/orders/:id',
      name: 'order',
      page: () => import('./document/OrderPage.vue'),
      title: 'orders.one',
      tab: 'each',
      access: 'orders.view',
      help: 'order',
    },
  ],
  menu: [
    {
      group: 'desk',
      order: 20,
      title: 'orders.desk.title',
      mnemonic: 'lrdd',
      route: NEW_ROUTE,
      icon: DocumentAdd,
      access: 'orders.edit',
    },
    {
      group: 'desk',
      order: 30,
      title: 'orders.review.desk',
      mnemonic: 'ddsh',
      route: 'order-review',
      icon: Finished,
      access: 'orders.review',
    },
    {
      group: 'sales',
      order: 10,
      title: 'orders.list',
      mnemonic: 'dd',
      route: 'orders',
      icon: Tickets,
      access: 'orders.view',
    },
  ],
  records: { order: 'order' },
  commands: [
    {
      id: 'orders.new',
      title: 'orders.command.new',
      mnemonic: 'xjdd',
      access: 'orders.edit',
      keys: 'F9',
      run: () => void (location.hash = '#/orders/new'),
    },
  ],
})
