import { Coin, Money, Wallet } from '@element-plus/icons-vue'
import { defineAsyncComponent } from 'vue'
import { defineFeature } from '../../app/features.ts'
import { cashRequest, openMoney, openReceive } from './money-state.ts'

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
    {
      path: '/money',
      name: 'money',
      page: () => import('./MoneyListPage.vue'),
      title: 'money.title',
      tab: 'one',
      access: 'settlement.view',
      help: 'money',
    },
    {
      path: '/money/:id',
      name: 'money-document',
      page: () => import('./MoneyPage.vue'),
      title: 'money.title',
      tab: 'each',
      access: 'settlement.view',
      help: 'money',
    },
    {
      path: '/cash-book',
      name: 'cash-book',
      page: () => import('./CashBookPage.vue'),
      title: 'money.cashBook',
      tab: 'one',
      access: 'settlement.edit',
      help: 'money',
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
    {
      group: 'settlement',
      order: 14,
      title: 'money.title',
      mnemonic: 'sfk',
      route: 'money',
      icon: Coin,
      access: 'settlement.view',
    },
    {
      group: 'settlement',
      order: 18,
      title: 'money.cashBook',
      mnemonic: 'zjzh',
      route: 'cash-book',
      icon: Wallet,
      access: 'settlement.edit',
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
    {
      id: 'money.pay',
      title: 'money.kind.payment',
      mnemonic: 'fk',
      access: 'settlement.edit',
      run: () => openMoney('payment'),
    },
    {
      id: 'money.transfer',
      title: 'money.kind.transfer',
      mnemonic: 'zz',
      access: 'settlement.edit',
      run: () => void (cashRequest.value = 'transfer'),
    },
  ],
  records: { money_document: 'money-document' },
  overlays: [
    defineAsyncComponent(() => import('./MoneyDrawer.vue')),
    defineAsyncComponent(() => import('./CashDrawer.vue')),
    defineAsyncComponent(() => import('./SettleDrawer.vue')),
  ],
})
