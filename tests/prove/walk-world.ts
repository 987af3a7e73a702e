import fc from 'fast-check'
import { ORPCError } from '@orpc/client'
import type { Right } from '../../shared/access.ts'
import type { Client } from '../../shared/contract/index.ts'
import { dayAt } from '../../shared/day.ts'
import { newId } from '../../shared/ids.ts'
import type { TestCompany } from '../support/company.ts'

/** What runs: a company, its people (the owner first), and what they trade. */
export interface WalkWorld {
  company: TestCompany
  users: Client[]
  warehouseId: string
  fleet: { vehicleId: string; driverId: string }
  products: { id: string }[]
  customers: { id: string }[]
  steps: number
}

/** What must be true: documents that exist, and stock and balances as the posted ones add up. */
export interface WalkModel {
  orders: { id: string }[]
  notes: { id: string; customer: number }[]
  receipts: { id: string; customer: number; amount: number; void: boolean }[]
  adjustments: { id: string; customer: number; amount: number; void: boolean }[]
  returns: { id: string }[]
  trips: { id: string }[]
  /** Thousandths of a bag by product, in all warehouses. */
  onHand: number[]
  /** 分 by customer. */
  balance: number[]
  /** 分 booked, by customer and day (`customer day`). */
  booked: Map<string, number>
}

export type Command = fc.AsyncCommand<WalkModel, WalkWorld>

/** People of these roles beside the owner, who is the first of the users. */
const ROLES = ['order-desk', 'reviewer', 'warehouse', 'finance'] as const

/** A company with its people, a vehicle and a driver, and nothing traded yet. */
export async function walkWorld(
  company: TestCompany,
  goods: Pick<WalkWorld, 'products' | 'customers'>,
): Promise<WalkWorld> {
  const { client } = company
  const staff = await Promise.all(ROLES.map((role) => company.as(role)))
  const [warehouse] = await client.company.warehouses()
  const vehicle = await client.delivery.saveVehicle({ id: newId(), version: 0, plate: '粤A12345', capacity: 2_000_000 })
  const driver = await client.delivery.saveDriver({ id: newId(), version: 0, name: '陈师傅' })
  const fleet = { vehicleId: vehicle.id, driverId: driver.id }
  return { company, users: [client, ...staff], warehouseId: warehouse!.id, fleet, ...goods, steps: 0 }
}

/** @param onHand the opening stock of each product, thousandths */
export const emptyModel = (onHand: number[], customers: number): WalkModel => ({
  orders: [],
  notes: [],
  receipts: [],
  adjustments: [],
  returns: [],
  trips: [],
  onHand,
  balance: Array.from({ length: customers }, () => 0),
  booked: new Map(),
})

/** Whether a user's role has a right. */
export const holds = async (world: WalkWorld, user: number, right: Right): Promise<boolean> =>
  (await world.users[user]!.users.me()).rights.includes(right)

/** The day in the company's time zone. */
export const today = (world: WalkWorld) => dayAt(world.company.clock.now(), 'Asia/Shanghai')

export function bookedOn(model: WalkModel, customer: number, day: string, amount: number): void {
  model.balance[customer]! += amount
  const key = `${customer} ${day}`
  model.booked.set(key, (model.booked.get(key) ?? 0) + amount)
}
export const bookedToday = (model: WalkModel, world: WalkWorld, customer: number, amount: number) =>
  bookedOn(model, customer, today(world), amount)

export async function noteOf(model: WalkModel, world: WalkWorld, which: number) {
  const chosen = pick(model.notes, which)
  if (!chosen) return null
  return { ...(await world.users[0]!.shipments.get({ id: chosen.id })), customer: chosen.customer }
}

export const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % Math.max(list.length, 1)]

export type Outcome<T> = { code: null; value: T } | { code: string; error: unknown }

export async function outcome<T>(call: Promise<T>): Promise<Outcome<T>> {
  try {
    return { code: null, value: await call }
  } catch (error) {
    if (error instanceof ORPCError && error.code !== 'INTERNAL') return { code: String(error.code), error }
    throw error
  }
}

export function done<T>(result: Outcome<T>): T {
  if (result.code === null) return result.value
  throw result.error
}

/** One action a minute. */
export function step(name: string, run: (model: WalkModel, world: WalkWorld) => Promise<unknown>): Command {
  return {
    check: () => true,
    run: async (model, world) => {
      world.steps += 1
      world.company.clock.advance(60_000)
      await run(model, world)
    },
    toString: () => name,
  }
}
