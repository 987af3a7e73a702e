import { exchange } from './exchange.service.ts'
import { price } from './price-history.ts'
import { printReturns } from './return-printing.service.ts'
import * as returnable from './returnable.queries.ts'
import * as queries from './returns.queries.ts'
import * as service from './returns.service.ts'
import { createShortage } from './shortage.service.ts'
import { supplierGoods } from './supplier-goods.queries.ts'

/** The functions behind the contract's `returns`. */
export const returns = {
  ...queries,
  ...returnable,
  supplierGoods,
  price,
  ...service,
  shortage: createShortage,
  exchange,
  print: printReturns,
}
