import { Calendar, Van } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'order-plans',
  routes: [
    {
      path: '/orders/plans',
      name: 'order-plans',
      page: () => import('./PlansPage.vue'),
      title: 'orderPlans.title',
      tab: 'one',
      access: 'orders.view',
      help: 'order-plans',
    },
    {
      path: '/routes',
      name: 'delivery-routes',
      page: () => import('./RoutesPage.vue'),
      title: 'orderPlans.route.title',
      tab: 'one',
      access: 'orders.view',
      help: 'order-plans',
    },
  ],
  menu: [
    {
      group: 'sales',
      order: 15,
      title: 'orderPlans.menu',
      mnemonic: 'mbzqdd',
      route: 'order-plans',
      icon: Calendar,
      access: 'orders.view',
    },
    {
      group: 'sales',
      order: 16,
      title: 'orderPlans.route.title',
      mnemonic: 'shxl',
      route: 'delivery-routes',
      icon: Van,
      access: 'orders.view',
    },
  ],
})
