import { Connection, Iphone } from '@element-plus/icons-vue'
import { defineAsyncComponent } from 'vue'
import { defineFeature } from '../../app/features.ts'
import { openCollect } from './collect-state.ts'

export default defineFeature({
  id: 'online-payment',
  routes: [
    {
      path: '/online-payments',
      name: 'online-payments',
      page: () => import('./OnlinePaymentsPage.vue'),
      title: 'onlinePayments.title',
      tab: 'one',
      access: 'payments.online',
      help: 'online-payments',
    },
    {
      path: '/online-payments/compare',
      name: 'compare-payments',
      page: () => import('./ComparePage.vue'),
      title: 'onlinePayments.compare.title',
      tab: 'one',
      access: 'settlement.view',
      help: 'online-payments',
    },
    {
      path: '/settings/payments',
      name: 'payment-settings',
      page: () => import('./GatewaySettingsPage.vue'),
      title: 'onlinePayments.settings.title',
      tab: 'one',
      access: 'company.manage',
      help: 'online-payments',
    },
  ],
  menu: [
    {
      group: 'settlement',
      order: 40,
      title: 'onlinePayments.title',
      mnemonic: 'zxsk',
      route: 'online-payments',
      icon: Iphone,
      access: 'payments.online',
    },
    {
      group: 'setup',
      order: 25,
      title: 'onlinePayments.settings.title',
      mnemonic: 'zfpt',
      route: 'payment-settings',
      icon: Connection,
      access: 'company.manage',
    },
  ],
  commands: [
    {
      id: 'onlinePayments.collect',
      title: 'onlinePayments.collect.title',
      mnemonic: 'skm',
      access: 'payments.online',
      run: () => openCollect(),
    },
  ],
  overlays: [
    defineAsyncComponent(() => import('./CollectDialog.vue')),
    defineAsyncComponent(() => import('./PaymentDrawer.vue')),
  ],
})
