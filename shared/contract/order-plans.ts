import * as z from 'zod'
import { RHYTHMS } from '../domain/order-plan/rhythm.ts'
import { day, done, factor, id, name, quantity, ref, text, version } from './common.ts'
import { command, query } from './method.ts'
import { orderView } from './orders.ts'

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
/** Days of the week as bits, bit 0 is Monday. */
const weekdays = z.int().min(0).max(127)

export const routeFields = z.object({
  name: name(30),
  weekdays: weekdays.min(1),
  /** Orders are taken until this time of `cutOffDays` days before. */
  cutOffTime: time,
  cutOffDays: z.int().min(0).max(14),
  remark: text(200).default(''),
  archived: z.boolean().default(false),
})
export const routeView = routeFields.extend({ id, customers: z.int(), nextDay: day.nullable(), version })
export type RouteView = z.infer<typeof routeView>

export const dayOff = z.object({ id, name: name(30), fromDay: day, toDay: day, version })
export type DayOffView = z.infer<typeof dayOff>

/** Delivery routes 送货线路 with their cut-off 截单, and days nothing is delivered. */
export const routes = {
  list: query('orders.view').output(z.array(routeView)),
  save: command('customers.edit').input(routeFields.extend({ id, version })).output(routeView),
  /** The customers of a route in the order they are visited. */
  customers: query('orders.view')
    .input(z.object({ id }))
    .output(z.array(z.object({ id, code: z.string(), name: z.string(), address: z.string() }))),
  /** Sets which customers a route visits, in this order; they leave the route they were on. */
  assign: command('customers.edit')
    .input(z.object({ id, version, customerIds: z.array(id).max(2000) }))
    .output(routeView),
  daysOff: query('orders.view').output(z.array(dayOff)),
  saveDayOff: command('customers.edit').input(dayOff).output(dayOff),
  removeDayOff: command('customers.edit').input(z.object({ id, version })).output(done),
  /** The customer's route, the day it proposes, and whether the cut-off of the wanted day is over. */
  delivery: query('orders.edit')
    .input(z.object({ customerId: id, day: day.nullable() }))
    .output(
      z.object({
        route: ref.nullable(),
        proposed: day.nullable(),
        cutOff: z.object({ day, time }).nullable(),
        /** Of the wanted day, else of the proposed one. */
        passed: z.boolean(),
        /** The route does not drive on the wanted day, or nothing is delivered then. */
        idle: z.boolean(),
      }),
    ),
}

export const planLine = z.object({
  productId: id,
  unit: name(20),
  quantity: quantity.min(1).max(1_000_000_000_000),
  remark: text(200).default(''),
})
export const planFields = z.object({
  name: name(60),
  /** null: for every customer; a standing order names one. */
  customerId: id.nullable(),
  warehouseId: id.nullable().default(null),
  remark: text(500).default(''),
  /** null: a template only. */
  rhythm: z
    .object({
      rhythm: z.enum(RHYTHMS),
      weekdays,
      intervalDays: z.int().min(0).max(366),
      /** Bits, bit 0 is the first of the month. */
      monthDays: z.int().min(0).max(2_147_483_647),
      fromDay: day,
      toDay: day.nullable(),
    })
    .nullable()
    .default(null),
  /** What happens on days off: rests, or is made all the same. */
  daysOff: z.enum(['rest', 'deliver']).default('rest'),
  /** Whether the order made on a due day is submitted or waits as a draft. */
  mode: z.enum(['draft', 'submit']).default('draft'),
  lines: z.array(planLine).min(1).max(500),
})
export type PlanFields = z.infer<typeof planFields>

export const PLAN_OUTCOMES = ['made', 'skipped', 'missed', 'failed', 'dropped'] as const
const planRun = z.object({
  day,
  outcome: z.enum(PLAN_OUTCOMES),
  order: z.object({ id, number: z.string() }).nullable(),
  /** Code of the error or broken rule that kept it from being made. */
  problem: z.string(),
})
export const planRow = planFields.omit({ lines: true }).extend({
  id,
  customer: z.string(),
  lineCount: z.int(),
  nextDay: day.nullable(),
  last: planRun.nullable(),
  /** Days that wait for an answer: missed, or failed. */
  open: z.array(planRun),
  archived: z.boolean(),
  version,
})
export type PlanRow = z.infer<typeof planRow>
export const planView = planRow.extend({
  lines: z.array(
    planLine.extend({
      code: z.string(),
      name: z.string(),
      spec: z.string(),
      baseUnit: z.string(),
      factor,
      packs: z.array(z.object({ unit: z.string(), factor })),
    }),
  ),
  runs: z.array(planRun),
})
export type PlanView = z.infer<typeof planView>

/** Order templates 模板 and standing orders 周期订单. */
export const orderPlans = {
  list: query('orders.view')
    .input(z.object({ archived: z.boolean().default(false), customerId: id.optional() }))
    .output(z.array(planRow)),
  get: query('orders.view').input(z.object({ id })).output(planView),
  save: command('orders.edit').input(planFields.extend({ id, version })).output(planView),
  archive: command('orders.edit')
    .input(z.object({ id, version, archived: z.boolean() }))
    .output(planView),
  /** Leaves the next due day out. */
  skipNext: command('orders.edit').input(z.object({ id, version })).output(planView),
  /** Answers a missed or failed day: an order is made now, or the day is let go. */
  settle: command('orders.edit')
    .input(z.object({ id, day, how: z.enum(['make', 'drop']) }))
    .output(planView),
  /** A new draft from a plan's lines, with today's prices for the customer. */
  order: command('orders.edit')
    .input(z.object({ id, newId: id, customerId: id }))
    .output(orderView),
}
