import { Aim, Finished, Download } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'scanning',
  routes: [
    {
      path: '/scan/receive/:kind?/:id?',
      name: 'scan-receive',
      page: () => import('./ReceivePage.vue'),
      title: 'scanning.receive',
      tab: 'one',
      access: 'stock.edit',
      help: 'scanning',
    },
    {
      path: '/scan/pick/:id?',
      name: 'scan-pick',
      page: () => import('./PickPage.vue'),
      title: 'scanning.pick',
      tab: 'one',
      access: 'shipments.edit',
      help: 'scanning',
    },
    {
      path: '/scan/count/:id?',
      name: 'scan-count',
      page: () => import('./CountScanPage.vue'),
      title: 'scanning.count',
      tab: 'one',
      access: 'stock.edit',
      help: 'scanning',
    },
  ],
  menu: [
    {
      group: 'desk',
      order: 60,
      title: 'scanning.receive',
      mnemonic: 'smsh',
      route: 'scan-receive',
      icon: Download,
      access: 'stock.edit',
    },
    {
      group: 'desk',
      order: 61,
      title: 'scanning.pick',
      mnemonic: 'smjh',
      route: 'scan-pick',
      icon: Aim,
      access: 'shipments.edit',
    },
    {
      group: 'desk',
      order: 62,
      title: 'scanning.count',
      mnemonic: 'smpd',
      route: 'scan-count',
      icon: Finished,
      access: 'stock.edit',
    },
  ],
})
