import { DocumentChecked } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'counts',
  routes: [
    {
      path: '/counts',
      name: 'counts',
      page: () => import('./CountsPage.vue'),
      title: 'counts.list',
      tab: 'one',
      access: 'stock.view',
      help: 'counts',
    },
    {
      path: '/counts/:id',
      name: 'count',
      page: () => import('./CountPage.vue'),
      title: 'counts.one',
      tab: 'each',
      access: 'stock.view',
      help: 'counts',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 60,
      title: 'counts.list',
      mnemonic: 'kcpd',
      route: 'counts',
      icon: DocumentChecked,
      access: 'stock.view',
    },
  ],
  records: { count: 'count' },
})
