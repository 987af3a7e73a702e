import type { ContractRouterClient, InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import { company, users } from './company.ts'
import { customers } from './customers.ts'
import { home } from './home.ts'
import { imports } from './imports.ts'
import { orders, shipments } from './orders.ts'
import { inventory, products, settlement, trees } from './products.ts'
import { exports, live, system } from './system.ts'

/**
 * Every method of Huozhan. Client types, server types, validation, access control, menu and the OpenAPI page follow from
 * this object; a method that is not here cannot be called from anywhere.
 */
export const contract = {
  home,
  company,
  users,
  customers,
  products,
  trees,
  inventory,
  orders,
  shipments,
  settlement,
  imports,
  exports,
  system,
  live,
}
export type Contract = typeof contract
export type Client = ContractRouterClient<Contract>
export type Inputs = InferContractRouterInputs<Contract>
export type Outputs = InferContractRouterOutputs<Contract>
