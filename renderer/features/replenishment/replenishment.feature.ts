import { ShoppingCart, Warning } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'replenishment',
  routes: [
    {
      path: '/stock/warnings',
      name: 'stock-warnings',
      page: () => import('./WarningsPage.vue'),
      title: 'replenishment.warnings',
      tab: 'one',
      access: 'stock.view',
      help: 'replenishment',
    },
    {
      path: '/replenishment',
      name: 'replenishment',
      page: () => import('./AdvicePage.vue'),
      title: 'replenishment.advice',
      tab: 'one',
      access: 'purchasing.view',
      help: 'replenishment',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 25,
      title: 'replenishment.warnings',
      mnemonic: 'kcyj',
      route: 'stock-warnings',
      icon: Warning,
      access: 'stock.view',
    },
    {
      group: 'purchasing',
      order: 5,
      title: 'replenishment.advice',
      mnemonic: 'bhjy',
      route: 'replenishment',
      icon: ShoppingCart,
      access: 'purchasing.view',
    },
  ],
})
