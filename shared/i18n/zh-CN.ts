import { allocation } from './zh-CN/allocation.ts'
import { common } from './zh-CN/common.ts'
import { costs } from './zh-CN/costs.ts'
import { crm } from './zh-CN/crm.ts'
import { customerValue } from './zh-CN/customer-value.ts'
import { customers } from './zh-CN/customers.ts'
import { delivery } from './zh-CN/delivery.ts'
import { errors } from './zh-CN/errors.ts'
import { history } from './zh-CN/history.ts'
import { imports } from './zh-CN/imports.ts'
import { inventory } from './zh-CN/inventory.ts'
import { pricing } from './zh-CN/pricing.ts'
import { printing } from './zh-CN/printing.ts'
import { products } from './zh-CN/products.ts'
import { lots } from './zh-CN/lots.ts'
import { leads } from './zh-CN/leads.ts'
import { mail } from './zh-CN/mail.ts'
import { onlinePayments } from './zh-CN/online-payments.ts'
import { money } from './zh-CN/money.ts'
import { orderPlans } from './zh-CN/order-plans.ts'
import { orders } from './zh-CN/orders.ts'
import { purchasing } from './zh-CN/purchasing.ts'
import { replenishment } from './zh-CN/replenishment.ts'
import { reports } from './zh-CN/reports.ts'
import { returns } from './zh-CN/returns.ts'
import { demand } from './zh-CN/demand.ts'
import { salesReport } from './zh-CN/sales-report.ts'
import { savedReports } from './zh-CN/saved-reports.ts'
import { trends } from './zh-CN/trends.ts'
import { suppliers } from './zh-CN/suppliers.ts'
import { rights } from './zh-CN/rights.ts'
import { counts } from './zh-CN/counts.ts'
import { labels } from './zh-CN/labels.ts'
import { picking } from './zh-CN/picking.ts'
import { places } from './zh-CN/places.ts'
import { scanning } from './zh-CN/scanning.ts'
import { shell } from './zh-CN/shell.ts'
import { states } from './zh-CN/states.ts'
import { help } from './zh-CN/help.ts'
import { home } from './zh-CN/home.ts'
import { settings } from './zh-CN/settings.ts'
import { reconciliation } from './zh-CN/reconciliation.ts'
import { settlement } from './zh-CN/settlement.ts'
import { shipments } from './zh-CN/shipments.ts'
import { stockAnalysis } from './zh-CN/stock-analysis.ts'
import { stockDocuments } from './zh-CN/stock-documents.ts'
import { welcome } from './zh-CN/welcome.ts'

/** The source of truth for every text: one file a feature under `zh-CN/`, joined here. Keys read `feature.key`. */
export const zhCN = {
  allocation,
  common,
  costs,
  crm,
  customers,
  customerValue,
  delivery,
  errors,
  history,
  imports,
  inventory,
  pricing,
  printing,
  products,
  lots,
  leads,
  mail,
  onlinePayments,
  money,
  orderPlans,
  orders,
  purchasing,
  replenishment,
  reports,
  returns,
  demand,
  salesReport,
  savedReports,
  trends,
  suppliers,
  rights,
  counts,
  labels,
  picking,
  places,
  scanning,
  shell,
  states,
  help,
  home,
  settings,
  reconciliation,
  settlement,
  shipments,
  stockAnalysis,
  stockDocuments,
  welcome,
} as const
