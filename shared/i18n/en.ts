import { allocation } from './en/allocation.ts'
import { common } from './en/common.ts'
import { costs } from './en/costs.ts'
import { crm } from './en/crm.ts'
import { customerValue } from './en/customer-value.ts'
import { customers } from './en/customers.ts'
import { delivery } from './en/delivery.ts'
import { errors } from './en/errors.ts'
import { history } from './en/history.ts'
import { imports } from './en/imports.ts'
import { inventory } from './en/inventory.ts'
import { pricing } from './en/pricing.ts'
import { printing } from './en/printing.ts'
import { products } from './en/products.ts'
import { lots } from './en/lots.ts'
import { leads } from './en/leads.ts'
import { mail } from './en/mail.ts'
import { onlinePayments } from './en/online-payments.ts'
import { money } from './en/money.ts'
import { orderPlans } from './en/order-plans.ts'
import { orders } from './en/orders.ts'
import { purchasing } from './en/purchasing.ts'
import { replenishment } from './en/replenishment.ts'
import { reports } from './en/reports.ts'
import { returns } from './en/returns.ts'
import { demand } from './en/demand.ts'
import { salesReport } from './en/sales-report.ts'
import { savedReports } from './en/saved-reports.ts'
import { trends } from './en/trends.ts'
import { suppliers } from './en/suppliers.ts'
import { rights } from './en/rights.ts'
import { counts } from './en/counts.ts'
import { labels } from './en/labels.ts'
import { picking } from './en/picking.ts'
import { places } from './en/places.ts'
import { scanning } from './en/scanning.ts'
import { shell } from './en/shell.ts'
import { states } from './en/states.ts'
import { help } from './en/help.ts'
import { home } from './en/home.ts'
import { settings } from './en/settings.ts'
import { reconciliation } from './en/reconciliation.ts'
import { settlement } from './en/settlement.ts'
import { shipments } from './en/shipments.ts'
import { stockAnalysis } from './en/stock-analysis.ts'
import { stockDocuments } from './en/stock-documents.ts'
import { welcome } from './en/welcome.ts'
import type { TextsLike } from './types.ts'
import type { zhCN } from './zh-CN.ts'

/** English, with exactly the features and keys of `zh-CN.ts`. */
export const en = {
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
} as const satisfies {
  [Feature in keyof typeof zhCN]: TextsLike<(typeof zhCN)[Feature]>
}
