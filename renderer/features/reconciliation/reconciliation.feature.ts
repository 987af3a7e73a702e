import { DocumentCopy, Warning } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'reconciliation',
  routes: [
    {
      path: '/statements',
      name: 'statements',
      page: () => import('./StatementsPage.vue'),
      title: 'reconciliation.title',
      tab: 'one',
      access: 'settlement.view',
      help: 'reconciliation',
    },
    {
      path: '/statements/:id',
      name: 'statement',
      page: () => import('./StatementPage.vue'),
      title: 'reconciliation.one',
      tab: 'each',
      access: 'settlement.view',
      help: 'reconciliation',
    },
    {
      // `?customer=ID` asks about one customer: how pages of other features lead here
      path: '/customer-statement',
      name: 'customer-statement',
      page: () => import('./CustomerStatementPage.vue'),
      title: 'reconciliation.preview',
      tab: 'one',
      access: 'settlement.view',
      help: 'reconciliation',
    },
    {
      path: '/statement-differences',
      name: 'statement-differences',
      page: () => import('./DifferencesPage.vue'),
      title: 'reconciliation.differences',
      tab: 'one',
      access: 'settlement.view',
      help: 'reconciliation',
    },
  ],
  menu: [
    {
      group: 'settlement',
      order: 30,
      title: 'reconciliation.title',
      mnemonic: 'dzd',
      route: 'statements',
      icon: DocumentCopy,
      access: 'settlement.view',
    },
    {
      group: 'settlement',
      order: 31,
      title: 'reconciliation.preview',
      mnemonic: 'khdz',
      route: 'customer-statement',
      icon: DocumentCopy,
      access: 'settlement.view',
    },
    {
      group: 'settlement',
      order: 32,
      title: 'reconciliation.differences',
      mnemonic: 'dzcy',
      route: 'statement-differences',
      icon: Warning,
      access: 'settlement.view',
    },
  ],
  records: { statement: 'statement' },
})
