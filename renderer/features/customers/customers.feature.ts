import { CopyDocument, Postcard, User } from '@element-plus/icons-vue'
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
      path: '/customers/duplicates',
      name: 'customer-duplicates',
      page: () => import('./DuplicatesPage.vue'),
      title: 'customers.dupTitle',
      tab: 'one',
      access: 'customers.merge',
      help: 'customer-duplicates',
    },
    {
      path: '/settings/customer-fields',
      name: 'customer-fields',
      page: () => import('./OwnFieldsPage.vue'),
      title: 'customers.ownTitle',
      tab: 'one',
      access: 'company.manage',
      help: 'customers',
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
      order: 42,
      title: 'customers.dupTitle',
      mnemonic: 'cfkh',
      route: 'customer-duplicates',
      icon: CopyDocument,
      access: 'customers.merge',
    },
    {
      group: 'setup',
      order: 15,
      title: 'customers.ownTitle',
      mnemonic: 'khzdy',
      route: 'customer-fields',
      icon: Postcard,
      access: 'company.manage',
    },
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
