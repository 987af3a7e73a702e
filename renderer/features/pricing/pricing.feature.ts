import { Discount, PriceTag } from '@element-plus/icons-vue'
import { newId } from '../../../shared/ids.ts'
import { defineFeature } from '../../app/features.ts'
import { useTabs } from '../../app/tabs.ts'

export default defineFeature({
  id: 'pricing',
  routes: [
    {
      path: '/prices',
      name: 'prices',
      page: () => import('./list/PriceListPage.vue'),
      title: 'pricing.list',
      tab: 'one',
      access: 'products.view',
      help: 'pricing',
    },
    {
      path: '/promotions',
      name: 'promotions',
      page: () => import('./promotions/PromotionsPage.vue'),
      title: 'pricing.promotions',
      tab: 'one',
      access: 'products.view',
      help: 'pricing',
    },
    {
      path: '/promotions/:id',
      name: 'promotion',
      page: () => import('./promotions/PromotionPage.vue'),
      title: 'pricing.promotion',
      tab: 'each',
      access: 'products.view',
      help: 'pricing',
    },
    {
      path: '/promotions/:id/new',
      name: 'promotion-new',
      page: () => import('./promotions/PromotionPage.vue'),
      title: 'pricing.newPromotion',
      tab: 'each',
      access: 'prices.edit',
      help: 'pricing',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 30,
      title: 'pricing.list',
      mnemonic: 'jgb',
      route: 'prices',
      icon: PriceTag,
      access: 'products.view',
    },
    {
      group: 'goods',
      order: 31,
      title: 'pricing.promotions',
      mnemonic: 'cx',
      route: 'promotions',
      icon: Discount,
      access: 'products.view',
    },
  ],
  commands: [
    {
      id: 'pricing.newPromotion',
      title: 'pricing.newPromotion',
      mnemonic: 'xjcx',
      access: 'prices.edit',
      run: () => useTabs().open({ name: 'promotion-new', params: { id: newId() } }),
    },
  ],
})
