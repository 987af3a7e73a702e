import { RefreshLeft, Sell } from '@element-plus/icons-vue'
import { newId } from '../../../shared/ids.ts'
import { defineFeature } from '../../app/features.ts'
import { useTabs } from '../../app/tabs.ts'

const create = (kind: 'return' | 'allowance') => () =>
  useTabs().open({ name: 'sales-return', params: { id: newId() }, query: { new: '', kind } })

export default defineFeature({
  id: 'returns',
  routes: [
    {
      path: '/returns',
      name: 'sales-returns',
      page: () => import('./SalesReturnsPage.vue'),
      title: 'returns.title',
      tab: 'one',
      access: 'orders.view',
      help: 'returns',
    },
    {
      path: '/returns/for-suppliers',
      name: 'supplier-goods',
      page: () => import('./SupplierGoodsPage.vue'),
      title: 'returns.supplierGoods',
      tab: 'one',
      access: 'purchasing.view',
      help: 'returns',
    },
    {
      path: '/returns/:id',
      name: 'sales-return',
      page: () => import('./SalesReturnPage.vue'),
      title: 'returns.one',
      tab: 'each',
      access: 'orders.view',
      help: 'returns',
    },
  ],
  menu: [
    {
      group: 'sales',
      order: 30,
      title: 'returns.title',
      mnemonic: 'xsth',
      route: 'sales-returns',
      icon: RefreshLeft,
      access: 'orders.view',
    },
    {
      group: 'purchasing',
      order: 45,
      title: 'returns.supplierGoods',
      mnemonic: 'dtc',
      route: 'supplier-goods',
      icon: Sell,
      access: 'purchasing.view',
    },
  ],
  commands: [
    {
      id: 'returns.new',
      title: 'returns.new',
      mnemonic: 'xjxsth',
      access: 'returns.edit',
      run: create('return'),
    },
    {
      id: 'returns.newAllowance',
      title: 'returns.newAllowance',
      mnemonic: 'xjzrd',
      access: 'returns.edit',
      run: create('allowance'),
    },
  ],
  records: { salesReturn: 'sales-return' },
})
