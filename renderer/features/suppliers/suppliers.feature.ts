import { Van } from '@element-plus/icons-vue'
import { newId } from '../../../shared/ids.ts'
import { defineFeature } from '../../app/features.ts'
import { useTabs } from '../../app/tabs.ts'

export default defineFeature({
  id: 'suppliers',
  routes: [
    {
      path: '/suppliers',
      name: 'suppliers',
      page: () => import('./SuppliersPage.vue'),
      title: 'suppliers.title',
      tab: 'one',
      access: 'purchasing.view',
      help: 'suppliers',
    },
    {
      path: '/suppliers/:id',
      name: 'supplier',
      page: () => import('./SupplierPage.vue'),
      title: 'suppliers.title',
      tab: 'each',
      access: 'purchasing.view',
      help: 'suppliers',
    },
    {
      path: '/suppliers/:id/new',
      name: 'supplier-new',
      page: () => import('./SupplierPage.vue'),
      title: 'suppliers.new',
      tab: 'each',
      access: 'purchasing.edit',
      help: 'suppliers',
    },
  ],
  menu: [
    {
      group: 'purchasing',
      order: 50,
      title: 'suppliers.title',
      mnemonic: 'gys',
      route: 'suppliers',
      icon: Van,
      access: 'purchasing.view',
    },
  ],
  commands: [
    {
      id: 'suppliers.new',
      title: 'suppliers.new',
      mnemonic: 'xjgys',
      access: 'purchasing.edit',
      run: () => useTabs().open({ name: 'supplier-new', params: { id: newId() } }),
    },
  ],
  records: { supplier: 'supplier' },
})
