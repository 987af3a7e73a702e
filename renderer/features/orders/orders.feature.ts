import { DocumentAdd } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'
import { EDIT_ROUTE, NEW_ROUTE } from './desk/desk-routes.ts'

export default defineFeature({
  id: 'orders',
  routes: [
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
  ],
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
