import type {
  AnySchema,
  ContractProcedure,
  ContractRouterClient,
  InferContractRouterInputs,
  InferContractRouterOutputs,
  InferSchemaOutput,
} from '@orpc/contract'
import { allocation } from './allocation.ts'
import { analytics } from './analytics.ts'
import { company, users } from './company.ts'
import { costs } from './costs.ts'
import { counts } from './counts.ts'
import { crm } from './crm.ts'
import { customerValue } from './customer-value.ts'
import { customerBulk, customerFields, customerFiles, customerMerge, segments } from './customer-file.ts'
import { customers } from './customers.ts'
import { copies, delivery } from './delivery.ts'
import { demand } from './demand.ts'
import { home } from './home.ts'
import { imports } from './imports.ts'
import { inventory } from './inventory.ts'
import { labels } from './labels.ts'
import { lots } from './lots.ts'
import { leads, pool } from './leads.ts'
import { mail } from './mail.ts'
import { mailings } from './mailings.ts'
import { money } from './money.ts'
import { onlinePayments } from './online-payment.ts'
import { orderPlans, routes } from './order-plans.ts'
import { orderText } from './order-text.ts'
import { orderChanges } from './order-changes.ts'
import { orders, shipments } from './orders.ts'
import { picking } from './picking.ts'
import { places } from './places.ts'
import { payables } from './payables.ts'
import { printing } from './printing.ts'
import { products, settlement, trees } from './products.ts'
import { pricing } from './pricing.ts'
import { returns } from './returns.ts'
import { reconciliation } from './reconciliation.ts'
import { reports } from './reports.ts'
import { reviews } from './review.ts'
import { savedReports } from './saved-reports.ts'
import { salesReport } from './sales-report.ts'
import { replenishment } from './replenishment.ts'
import { purchaseReceipts, purchaseReturns } from './purchase-notes.ts'
import { purchaseRequests, purchasing } from './purchasing.ts'
import { suppliers } from './suppliers.ts'
import { scanning } from './scanning.ts'
import { stockAnalysis } from './stock-analysis.ts'
import { stockDocuments } from './stock-documents.ts'
import { exports, live, system } from './system.ts'
import { trends } from './trends.ts'
import { trips } from './trips.ts'

/**
 * Every method of Huozhan. Client types, server types, validation, access control, menu and the OpenAPI page follow from
 * this object; a method that is not here cannot be called from anywhere.
 */
export const contract = {
  home,
  company,
  users,
  customers,
  crm,
  customerFields,
  customerFiles,
  customerBulk,
  customerMerge,
  segments,
  products,
  pricing,
  trees,
  inventory,
  stockDocuments,
  places,
  counts,
  scanning,
  labels,
  costs,
  lots,
  orders: { ...orders, ...orderChanges },
  reviews,
  orderText,
  orderPlans,
  routes,
  shipments,
  returns,
  allocation,
  picking,
  delivery,
  trips,
  copies,
  printing,
  settlement,
  money,
  onlinePayments,
  leads,
  pool,
  mail,
  mailings,
  suppliers,
  purchaseRequests,
  purchasing,
  purchaseReceipts,
  purchaseReturns,
  payables,
  reconciliation,
  replenishment,
  reports,
  salesReport,
  savedReports,
  imports,
  exports,
  analytics,
  stockAnalysis,
  customerValue,
  demand,
  trends,
  system,
  live,
}
export type Contract = typeof contract
export type Client = ContractRouterClient<Contract>
/** Inputs as a caller may write them. */
export type Inputs = InferContractRouterInputs<Contract>
/** Inputs as services get them: checked, defaults filled in. */
export type Requests = {
  [F in keyof Contract]: {
    [M in keyof Contract[F]]: Contract[F][M] extends ContractProcedure<
      infer I extends AnySchema,
      infer _O,
      infer _E,
      infer _M
    >
      ? InferSchemaOutput<I>
      : never
  }
}
export type Outputs = InferContractRouterOutputs<Contract>
