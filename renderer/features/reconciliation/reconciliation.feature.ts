import { DocumentCopy, EditPen, Warning } from '@element-plus/icons-vue'
import { defineAsyncComponent } from 'vue'
import { defineFeature } from '../../app/features.ts'
import { openAdjust } from './adjust-state.ts'

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
    {
      path: '/adjustments',
      name: 'adjustments',
      page: () => import('./AdjustmentsPage.vue'),
      title: 'reconciliation.adjust.title',
      tab: 'one',
      access: 'settlement.view',
      help: 'reconciliation',
    },
    {
      path: '/adjustments/:id',
      name: 'adjustment',
      page: () => import('./AdjustmentPage.vue'),
      title: 'reconciliation.adjust.title',
      tab: 'each',
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
    {
      group: 'settlement',
      order: 33,
      title: 'reconciliation.adjust.title',
      mnemonic: 'tzd',
      route: 'adjustments',
      icon: EditPen,
      access: 'settlement.view',
    },
  ],
  commands: [
    {
      id: 'reconciliation.adjust',
      title: 'reconciliation.adjust.new',
      mnemonic: 'ktzd',
      access: 'settlement.edit',
      run: () => openAdjust(),
    },
  ],
  records: { statement: 'statement', adjustment: 'adjustment' },
  overlays: [defineAsyncComponent(() => import('./AdjustDrawer.vue'))],
})
