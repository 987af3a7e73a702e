import { Box } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'inventory',
  routes: [
    {
      path: '/stock',
      name: 'stock',
      page: () => import('./StockPage.vue'),
      title: 'inventory.title',
      tab: 'one',
      access: 'stock.view',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 20,
      title: 'inventory.title',
      mnemonic: 'kc',
      route: 'stock',
      icon: Box,
      access: 'stock.view',
    },
  ],
})
