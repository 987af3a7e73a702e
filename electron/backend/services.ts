import * as allocationQueries from './features/allocation/allocation.queries.ts'
import * as allocationService from './features/allocation/allocation.service.ts'
import * as analytics from './features/analytics/analytics.queries.ts'
import * as companyQueries from './features/company/company.queries.ts'
import * as companyService from './features/company/company.service.ts'
import { crm } from './features/crm/crm.methods.ts'
import * as customerQueries from './features/customers/customers.queries.ts'
import * as customerFiles from './features/customers/attachments.ts'
import * as bulkQueries from './features/customers/bulk.queries.ts'
import * as bulkTasks from './features/customers/bulk.tasks.ts'
import * as ownFields from './features/customers/own-fields.ts'
import * as segments from './features/customers/segments.ts'
import * as mergeQueries from './features/customer-merge/merge.queries.ts'
import * as mergeService from './features/customer-merge/merge.service.ts'
import { panel } from './features/customers/panel.queries.ts'
import * as customerService from './features/customers/customers.service.ts'
import * as demand from './features/demand/demand.queries.ts'
import * as deliveryMethods from './features/delivery/methods.ts'
import * as exportTasks from './features/exports/exports.tasks.ts'
import * as home from './features/home/home.service.ts'
import * as leadQueries from './features/leads/leads.queries.ts'
import * as leadService from './features/leads/leads.service.ts'
import * as poolQueries from './features/leads/pool.queries.ts'
import * as poolService from './features/leads/pool.service.ts'
import { mail } from './features/mail/mail.methods.ts'
import * as mailingQueries from './features/mailings/mailings.queries.ts'
import * as mailingService from './features/mailings/mailings.service.ts'
import * as importQueries from './features/imports/imports.queries.ts'
import * as importService from './features/imports/imports.service.ts'
import * as costQueries from './features/inventory/costs.queries.ts'
import { recompute } from './features/inventory/costs.tasks.ts'
import * as inventoryQueries from './features/inventory/inventory.queries.ts'
import { rebuild } from './features/inventory/rebuild.ts'
import { saveWarehouse } from './features/inventory/warehouses.service.ts'
import * as placeQueries from './features/inventory/places.queries.ts'
import * as placeService from './features/inventory/places.service.ts'
import * as stockAnalysis from './features/stock-analysis/stock-analysis.queries.ts'
import * as stockDocumentQueries from './features/stock-documents/stock-documents.queries.ts'
import * as stockDocumentService from './features/stock-documents/stock-documents.service.ts'
import * as priceChanges from './features/pricing/price-changes.service.ts'
import * as priceList from './features/pricing/price-list.queries.ts'
import * as lotQueries from './features/inventory/lots.queries.ts'
import * as lotService from './features/inventory/lots.service.ts'
import { recall } from './features/inventory/recall.queries.ts'
import * as pricingQueries from './features/pricing/pricing.queries.ts'
import * as pricingService from './features/pricing/pricing.service.ts'
import * as pricingTasks from './features/pricing/pricing.tasks.ts'
import * as promotionQueries from './features/pricing/promotions.queries.ts'
import * as promotionService from './features/pricing/promotions.service.ts'
import * as productSuggestions from './features/pricing/suggest.queries.ts'
import * as productQueries from './features/products/products.queries.ts'
import * as productService from './features/products/products.service.ts'
import * as treeQueries from './features/trees/trees.queries.ts'
import * as treeService from './features/trees/trees.service.ts'
import * as reviews from './features/orders/approvals.queries.ts'
import * as approvals from './features/orders/approvals.service.ts'
import * as orderQueries from './features/orders/orders.queries.ts'
import { amend } from './features/orders/amend.service.ts'
import { changes } from './features/orders/changes.queries.ts'
import { merge, mergeable } from './features/orders/merge.service.ts'
import { availability, placements } from './features/orders/placements.queries.ts'
import { split } from './features/orders/split.service.ts'
import * as orderService from './features/orders/orders.service.ts'
import * as orderTasks from './features/orders/orders.tasks.ts'
import * as orderPlanQueries from './features/order-plans/order-plans.queries.ts'
import * as orderPlans from './features/order-plans/order-plans.service.ts'
import * as routeQueries from './features/order-plans/routes.queries.ts'
import * as routes from './features/order-plans/routes.service.ts'
import * as orderTextQueries from './features/order-text/order-text.queries.ts'
import * as orderTextService from './features/order-text/order-text.service.ts'
import * as moneyQueries from './features/settlement/money.queries.ts'
import * as moneyService from './features/settlement/money.service.ts'
import { print as printMoney } from './features/printing/money-printing.service.ts'
import { bounce, release, settle, unsettle } from './features/settlement/settling.service.ts'
import * as settlementQueries from './features/settlement/settlement.queries.ts'
import * as settlementService from './features/settlement/settlement.service.ts'
import { compare } from './features/online-payment/compare.ts'
import * as paymentGateways from './features/online-payment/gateways.service.ts'
import * as onlinePaymentQueries from './features/online-payment/online-payment.queries.ts'
import * as onlinePaymentService from './features/online-payment/online-payment.service.ts'
import * as shipmentQueries from './features/shipments/shipments.queries.ts'
import * as shipmentLots from './features/shipments/shipment-lots.service.ts'
import { returns } from './features/returns/returns.methods.ts'
import * as shipmentService from './features/shipments/shipments.service.ts'
import * as labelQueries from './features/printing/label-printing.queries.ts'
import { cartonLabels } from './features/picking/carton-labels.ts'
import * as cartons from './features/picking/cartons.service.ts'
import * as pickingQueries from './features/picking/picking.queries.ts'
import * as pickingService from './features/picking/picking.service.ts'
import { print as printPickLists } from './features/picking/print.service.ts'
import { draftOrders, orderForSale } from './features/purchasing/draft-orders.ts'
import * as purchaseCosts from './features/purchasing/costs.service.ts'
import * as purchaseOrderQueries from './features/purchasing/orders.queries.ts'
import * as purchaseOrders from './features/purchasing/orders.service.ts'
import * as purchaseReceiptQueries from './features/purchasing/receipts.queries.ts'
import * as purchaseReceipts from './features/purchasing/receipts.service.ts'
import * as purchaseRequestQueries from './features/purchasing/requests.queries.ts'
import * as purchaseRequests from './features/purchasing/requests.service.ts'
import * as purchaseReturnQueries from './features/purchasing/returns.queries.ts'
import * as purchaseReturns from './features/purchasing/returns.service.ts'
import { suggest as suggestPurchase } from './features/purchasing/suggest.queries.ts'
import * as payableQueries from './features/settlement/payables.queries.ts'
import * as payments from './features/settlement/payments.service.ts'
import { reconciliation } from './features/reconciliation/reconciliation.methods.ts'
import * as supplierQueries from './features/suppliers/suppliers.queries.ts'
import * as supplierService from './features/suppliers/suppliers.service.ts'
import * as supplyQueries from './features/suppliers/supply.queries.ts'
import * as supplyService from './features/suppliers/supply.service.ts'
import * as purchasePrinting from './features/printing/purchase-printing.service.ts'
import * as printJobs from './features/printing/print-jobs.ts'
import { previewNote, print } from './features/printing/printing.service.ts'
import { recallPage } from './features/printing/recall-page.ts'
import { printStockDocuments } from './features/printing/stock-document.service.ts'
import * as scanningQueries from './features/scanning/scanning.queries.ts'
import * as countPosting from './features/stock-documents/count-post.service.ts'
import * as countQueries from './features/stock-documents/count.queries.ts'
import * as countService from './features/stock-documents/count.service.ts'
import { history } from './features/system/history.queries.ts'
import { home as homeFigures } from './features/system/home.queries.ts'
import { palette } from './features/system/palette.queries.ts'
import * as customerValue from './features/customer-value/customer-value.queries.ts'
import { reports, salesReport, savedReports } from './features/saved-reports/report-methods.ts'
import * as replenishment from './features/replenishment/replenishment.tasks.ts'
import * as systemService from './features/system/system.service.ts'
import * as systemTasks from './features/system/system.tasks.ts'
import * as trends from './features/trends/trends.queries.ts'
import { sendConfirmation } from './features/users/confirmation.service.ts'
import * as deputies from './features/users/deputies.service.ts'
import * as userQueries from './features/users/users.queries.ts'
import * as userService from './features/users/users.service.ts'
import type { QueryContext } from './rpc/context.ts'
import type { Services } from './rpc/service-types.ts'

const { update, saveSite } = companyService

/** Every contract method and its service function; a missing or unfitting one does not compile. */
export const services = {
  home: {
    status: home.status,
    register: home.register,
    openSample: home.openSample,
    restore: home.restore,
    login: home.login,
    confirmEmail: home.confirmEmail,
    logout: home.logout,
  },
  company: { ...companyQueries, update, saveSite, saveWarehouse },
  users: { ...userQueries, ...userService, ...deputies, sendConfirmation },
  customers: {
    list: customerQueries.list,
    counts: customerQueries.counts,
    suggest: customerQueries.suggest,
    get: customerQueries.get,
    panel,
    choices: customerQueries.choices,
    duplicates: customerQueries.duplicates,
    create: customerService.create,
    update: customerService.update,
    setStatus: customerService.setStatus,
    setStatusMany: customerService.setStatusMany,
  },
  crm,
  customerFields: { list: ownFields.list, save: ownFields.save },
  customerFiles: {
    list: customerFiles.list,
    add: customerFiles.add,
    get: customerFiles.get,
    remove: customerFiles.remove,
  },
  customerBulk: { preview: bulkQueries.preview, get: bulkQueries.get, ...bulkTasks },
  customerMerge: { pairs: mergeQueries.pairs, list: mergeQueries.list, ...mergeService },
  segments: { list: segments.list, save: segments.save, remove: segments.remove },
  products: {
    list: productQueries.list,
    counts: productQueries.counts,
    suggest: productSuggestions.suggest,
    get: productQueries.get,
    choices: productQueries.choices,
    create: productService.create,
    update: productService.update,
    setStatus: productService.setStatus,
    setStatusMany: productService.setStatusMany,
    setImage: productService.setImage,
    image: productQueries.image,
  },
  pricing: {
    price: pricingQueries.price,
    desk: pricingQueries.desk,
    customer: pricingQueries.customer,
    setContractPrice: pricingService.setContractPrice,
    setLevelPrice: pricingService.setLevelPrice,
    setCustomer: pricingService.setCustomer,
    contracts: priceList.contracts,
    list: priceList.list,
    ...priceChanges,
    ...pricingTasks,
    promotions: promotionQueries.promotions,
    promotion: promotionQueries.promotion,
    ...promotionService,
  },
  trees: { list: treeQueries.list, ...treeService },
  inventory: { list: inventoryQueries.list, movements: inventoryQueries.movements, rebuild },
  stockDocuments: {
    list: stockDocumentQueries.list,
    counts: stockDocumentQueries.counts,
    get: stockDocumentQueries.get,
    lineFacts: stockDocumentQueries.lineFacts,
    recipe: stockDocumentQueries.recipe,
    print: printStockDocuments,
    ...stockDocumentService,
  },
  costs: { ...costQueries, recompute },
  places: { ...placeQueries, ...placeService },
  counts: {
    list: countQueries.list,
    get: countQueries.get,
    lines: countQueries.lines,
    sheet: countQueries.sheet,
    start: countService.start,
    record: countService.record,
    undo: countService.undo,
    recount: countService.recount,
    cancelRecount: countService.cancelRecount,
    setReason: countService.setReason,
    post: countPosting.post,
    void: countPosting.void,
  },
  scanning: scanningQueries,
  labels: labelQueries,
  lots: {
    list: lotQueries.list,
    counts: lotQueries.counts,
    get: lotQueries.get,
    movements: lotQueries.movements,
    choices: lotQueries.choices,
    update: lotService.update,
    freeze: lotService.freeze,
    release: lotService.release,
    recall,
    recallPage,
  },
  orders: {
    ...orderService,
    ...orderQueries,
    ...orderTasks,
    amend,
    changes,
    split,
    merge,
    mergeable,
    placements,
    availability,
    ...approvals,
  },
  reviews,
  printing: { ...printJobs, previewNote },
  shipments: {
    list: shipmentQueries.list,
    get: shipmentQueries.get,
    createForOrder: shipmentService.createForOrder,
    update: shipmentService.update,
    confirm: shipmentService.confirm,
    chooseLots: shipmentLots.chooseLots,
    reallocate: shipmentLots.reallocate,
    void: shipmentService.void,
    print,
  },
  returns,
  allocation: {
    goods: allocationQueries.goods,
    lines: allocationQueries.lines,
    apply: allocationService.apply,
    undo: allocationService.undo,
  },
  picking: {
    ...pickingQueries,
    ...pickingService,
    print: printPickLists,
    saveCarton: cartons.saveCarton,
    dropCarton: cartons.dropCarton,
    cartonLabels,
  },
  ...deliveryMethods,
  replenishment,
  orderPlans: {
    list: orderPlanQueries.list,
    get: orderPlanQueries.get,
    save: orderPlans.save,
    archive: orderPlans.archive,
    skipNext: orderPlans.skipNext,
    settle: orderPlans.settle,
    order: orderPlans.order,
  },
  routes: {
    list: routeQueries.list,
    customers: routeQueries.customers,
    daysOff: routeQueries.daysOff,
    delivery: routeQueries.delivery,
    ...routes,
  },
  orderText: { ...orderTextQueries, ...orderTextService },
  onlinePayments: {
    ...paymentGateways,
    list: onlinePaymentQueries.list,
    get: onlinePaymentQueries.get,
    ...onlinePaymentService,
    compare,
  },
  settlement: { accounts: settlementQueries.accounts, entries: settlementQueries.entries, ...settlementService },
  money: {
    accounts: moneyQueries.accounts,
    ledger: moneyQueries.ledger,
    list: moneyQueries.list,
    get: moneyQueries.get,
    ...moneyService,
    settle,
    unsettle,
    bounce,
    release,
    print: printMoney,
  },
  suppliers: {
    ...supplierQueries,
    ...supplierService,
    supplies: supplyQueries.supplies,
    offers: supplyQueries.offers,
    ...supplyService,
  },
  purchaseRequests: { ...purchaseRequestQueries, ...purchaseRequests },
  purchasing: {
    list: purchaseOrderQueries.list,
    counts: purchaseOrderQueries.counts,
    get: purchaseOrderQueries.get,
    price: purchaseOrderQueries.price,
    expected: purchaseOrderQueries.expected,
    suggest: suggestPurchase,
    save: purchaseOrders.save,
    approve: purchaseOrders.approve,
    unapprove: purchaseOrders.unapprove,
    close: purchaseOrders.close,
    void: purchaseOrders.void,
    draftOrders,
    orderForSale,
    receive: purchaseReceipts.receive,
    print: purchasePrinting.printOrders,
  },
  purchaseReceipts: {
    ...purchaseReceiptQueries,
    start: purchaseReceipts.start,
    save: purchaseReceipts.save,
    post: purchaseReceipts.post,
    void: purchaseReceipts.void,
    ...purchaseCosts,
    print: purchasePrinting.printReceipts,
  },
  purchaseReturns: { ...purchaseReturnQueries, ...purchaseReturns, print: purchasePrinting.printReturns },
  payables: {
    list: payableQueries.list,
    entries: payableQueries.entries,
    pay: payments.pay,
    usePrepayments: payments.usePrepayments,
  },
  reconciliation,
  reports,
  salesReport,
  savedReports,
  exports: exportTasks,
  analytics,
  stockAnalysis,
  customerValue,
  demand,
  trends,
  system: {
    history,
    palette,
    home: homeFigures,
    verify: systemTasks.verify,
    backup: systemTasks.backup,
    ...systemService,
  },
  imports: { list: importQueries.list, get: importQueries.get, rows: importQueries.rows, ...importService },
  leads: { ...leadQueries, ...leadService },
  pool: {
    settings: poolQueries.settings,
    list: poolQueries.list,
    soon: poolQueries.soon,
    history: poolQueries.history,
    saveSettings: poolService.saveSettings,
    claim: poolService.claim,
    assign: poolService.assign,
    release: poolService.release,
  },
  mail,
  mailings: { ...mailingQueries, ...mailingService },
  live: { topics: (ctx: QueryContext) => ctx.company.topics.subscribe(ctx.signal) },
} satisfies Services
