import { User } from '@element-plus/icons-vue'
import { newId } from '../../../shared/ids.ts'
import { defineFeature } from '../../app/features.ts'
import { useTabs } from '../../app/tabs.ts'

export default defineFeature({
  id: 'customers',
  routes: [
    {
      path: '/customers',
      name: 'customers',
      page: () => import('./CustomersPage.vue'),
      title: 'customers.title',
      tab: 'one',
      access: 'customers.view',
    },
    {
      path: '/customers/:id',
      name: 'customer',
      page: () => import('./CustomerPage.vue'),
      title: 'customers.title',
      tab: 'each',
      access: 'customers.view',
    },
    {
      path: '/customers/:id/new',
      name: 'customer-new',
      page: () => import('./CustomerPage.vue'),
      title: 'customers.new',
      tab: 'each',
      access: 'customers.edit',
    },
  ],
  menu: [
    {
      group: 'sales',
      order: 40,
      title: 'customers.title',
      mnemonic: 'kh',
      route: 'customers',
      icon: User,
      access: 'customers.view',
    },
  ],
  commands: [
    {
      id: 'customers.new',
      title: 'customers.new',
      mnemonic: 'xjkh',
      access: 'customers.edit',
      run: () => useTabs().open({ name: 'customer-new', params: { id: newId() } }),
    },
  ],
  records: { customer: 'customer' },
})
