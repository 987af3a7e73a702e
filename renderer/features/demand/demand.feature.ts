import { Box, Connection, Phone } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'demand',
  routes: [
    {
      path: '/calls',
      name: 'call-list',
      page: () => import('./CallListPage.vue'),
      title: 'demand.calls.title',
      tab: 'one',
      access: 'customers.view',
      help: 'demand',
    },
    {
      path: '/reports/push-list',
      name: 'push-list',
      page: () => import('./PushListPage.vue'),
      title: 'demand.push.title',
      tab: 'one',
      access: 'customers.view',
      help: 'demand',
    },
    {
      path: '/reports/demand',
      name: 'demand',
      page: () => import('./DemandPage.vue'),
      title: 'demand.goods.title',
      tab: 'one',
      access: 'reports.view',
      help: 'demand',
    },
  ],
  menu: [
    {
      group: 'sales',
      order: 15,
      title: 'demand.calls.title',
      mnemonic: 'jrglx',
      route: 'call-list',
      icon: Phone,
      access: 'customers.view',
    },
    {
      group: 'analysis',
      order: 40,
      title: 'demand.goods.title',
      mnemonic: 'xqfx',
      route: 'demand',
      icon: Connection,
      access: 'reports.view',
    },
    {
      group: 'analysis',
      order: 45,
      title: 'demand.push.title',
      mnemonic: 'lqtj',
      route: 'push-list',
      icon: Box,
      access: 'customers.view',
    },
  ],
})
