import { Coin, DataAnalysis } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'stock-analysis',
  routes: [
    {
      path: '/reports/stock',
      name: 'stock-analysis',
      page: () => import('./StockAnalysisPage.vue'),
      title: 'stockAnalysis.goodsTitle',
      tab: 'one',
      access: 'reports.view',
      help: 'stock-analysis',
    },
    {
      path: '/reports/stock-flow',
      name: 'stock-flow',
      page: () => import('./StockFlowPage.vue'),
      title: 'stockAnalysis.flowTitle',
      tab: 'one',
      access: 'reports.view',
      help: 'stock-analysis',
    },
  ],
  menu: [
    {
      group: 'analysis',
      order: 50,
      title: 'stockAnalysis.goodsTitle',
      mnemonic: 'kcfx',
      route: 'stock-analysis',
      icon: DataAnalysis,
      access: 'reports.view',
    },
    {
      group: 'analysis',
      order: 60,
      title: 'stockAnalysis.flowTitle',
      mnemonic: 'jxc',
      route: 'stock-flow',
      icon: Coin,
      access: 'reports.view',
    },
  ],
})
