import { Coin } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'costs',
  routes: [
    {
      path: '/costs',
      name: 'costs',
      page: () => import('./CostsPage.vue'),
      title: 'costs.title',
      tab: 'one',
      access: 'stock.view',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 90,
      title: 'costs.title',
      mnemonic: 'cbcs',
      route: 'costs',
      icon: Coin,
      access: 'stock.view',
    },
  ],
})
