import { Money } from '@element-plus/icons-vue'
import { defineAsyncComponent } from 'vue'
import { defineFeature } from '../../app/features.ts'
import { openReceive } from './receive-state.ts'

export default defineFeature({
  id: 'settlement',
  routes: [
    {
      path: '/settlement',
      name: 'settlement',
      page: () => import('./AccountsPage.vue'),
      title: 'settlement.title',
      tab: 'one',
      access: 'settlement.view',
      help: 'settlement',
    },
    {
      // `?receive=1` opens the drawer for this customer: how pages of other features lead here
      path: '/settlement/:customerId',
      name: 'account',
      page: () => import('./AccountPage.vue'),
      title: 'settlement.title',
      tab: 'each',
      access: 'settlement.view',
      help: 'settlement',
    },
  ],
  menu: [
    {
      group: 'settlement',
      order: 10,
      title: 'settlement.title',
      mnemonic: 'wlz',
      route: 'settlement',
      icon: Money,
      access: 'settlement.view',
    },
  ],
  commands: [
    {
      id: 'settlement.receive',
      title: 'settlement.receive',
      mnemonic: 'sk',
      access: 'settlement.edit',
      run: () => openReceive(),
    },
  ],
  overlays: [defineAsyncComponent(() => import('./ReceiveDrawer.vue'))],
})
