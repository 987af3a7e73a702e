import { Opportunity, Present } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'
import { poolIsOn } from './pool-state.ts'
import PoolWatch from './PoolWatch.vue'

export default defineFeature({
  id: 'leads',
  routes: [
    {
      path: '/leads',
      name: 'leads',
      page: () => import('./LeadsPage.vue'),
      title: 'leads.title',
      tab: 'one',
      access: 'leads.edit',
      help: 'leads',
    },
    {
      path: '/customer-pool',
      name: 'customer-pool',
      page: () => import('./PoolPage.vue'),
      title: 'leads.pool.title',
      tab: 'one',
      access: 'customers.edit',
      help: 'leads',
    },
  ],
  menu: [
    {
      group: 'sales',
      order: 22,
      title: 'leads.title',
      mnemonic: 'xsxs',
      route: 'leads',
      icon: Opportunity,
      access: 'leads.edit',
    },
    {
      group: 'sales',
      order: 23,
      title: 'leads.pool.title',
      mnemonic: 'khgh',
      route: 'customer-pool',
      icon: Present,
      access: 'customers.edit',
      shown: () => poolIsOn.value,
    },
    {
      group: 'setup',
      order: 44,
      title: 'leads.pool.title',
      mnemonic: 'khgh',
      route: 'customer-pool',
      icon: Present,
      access: 'company.manage',
      shown: () => !poolIsOn.value,
    },
  ],
  overlays: [PoolWatch],
})
