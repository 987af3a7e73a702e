import { Goods } from '@element-plus/icons-vue'
import { newId } from '../../../shared/ids.ts'
import { defineFeature } from '../../app/features.ts'
import { useTabs } from '../../app/tabs.ts'

export default defineFeature({
  id: 'products',
  routes: [
    {
      path: '/products',
      name: 'products',
      page: () => import('./ProductsPage.vue'),
      title: 'products.title',
      tab: 'one',
      access: 'products.view',
    },
    {
      path: '/products/:id',
      name: 'product',
      page: () => import('./ProductPage.vue'),
      title: 'products.title',
      tab: 'each',
      access: 'products.view',
    },
    {
      path: '/products/:id/new',
      name: 'product-new',
      page: () => import('./ProductPage.vue'),
      title: 'products.new',
      tab: 'each',
      access: 'products.edit',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 10,
      title: 'products.title',
      mnemonic: 'sp',
      route: 'products',
      icon: Goods,
      access: 'products.view',
    },
  ],
  commands: [
    {
      id: 'products.new',
      title: 'products.new',
      mnemonic: 'xjsp',
      access: 'products.edit',
      run: () => useTabs().open({ name: 'product-new', params: { id: newId() } }),
    },
  ],
  records: { product: 'product' },
})
