import * as z from 'zod'
import { TRIP_RESULTS, TRIP_STATES } from '../domain/delivery/logistics.ts'
import { LOGISTICS_STATES } from '../domain/order/states.ts'
import { ORDER_PAYMENTS } from '../domain/order/payment.ts'
import { day, fen, id, instant, name, pageInput, pageOf, positiveFen, quantity, text, version } from './common.ts'
import { shortLine } from './delivery.ts'
import { command, query } from './method.ts'

/** How customers pay a driver. */
export const DOOR_METHODS = ['cash', 'wechat', 'alipay', 'transfer', 'other'] as const
const method = z.enum(DOOR_METHODS)
const moneyLine = z.object({ id, method, amount: positiveFen })

export const tripNote = z.object({
  shipmentId: id,
  /** Counted from 1; notes in a row for one customer and address are one stop. */
  stop: z.int(),
  number: z.string(),
  status: z.enum(['draft', 'posted', 'void']),
  logistics: z.enum(LOGISTICS_STATES),
  orderId: id,
  customerId: id,
  customer: z.string(),
  address: z.string(),
  contact: z.string(),
  phone: z.string(),
  payBy: z.enum(ORDER_PAYMENTS),
  /** Hidden from who may not see sale prices; what is to be collected is not. */
  total: fen.nullable(),
  grams: z.int(),
  lineCount: z.int(),
  /** To be collected at the door: what is open of the bill of an order that is paid in cash or on delivery; stands from departure on. */
  collect: fen,
  money: z.array(moneyLine),
  result: z.enum(TRIP_RESULTS),
  noteVersion: version,
  version,
})
export type TripNote = z.infer<typeof tripNote>

export const tripView = z.object({
  id,
  number: z.string(),
  day,
  status: z.enum(TRIP_STATES),
  vehicleId: id.nullable(),
  plate: z.string(),
  /** Grams; null: not known. */
  capacity: z.int().nullable(),
  driverId: id.nullable(),
  driver: z.string(),
  driverPhone: z.string(),
  remark: z.string(),
  reason: z.string(),
  notes: z.array(tripNote),
  grams: z.int(),
  collect: fen,
  /** Cash the driver should have, and all money taken. */
  cash: fen,
  taken: fen,
  handedIn: fen.nullable(),
  /** What the driver owes of all trips (分). */
  driverOpen: fen,
  departedAt: instant.nullable(),
  settledAt: instant.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  version,
})
export type TripView = z.infer<typeof tripView>

const loadLine = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  /** In packs as they are loaded, e.g. `3箱5瓶`. */
  text: z.string(),
  quantity,
  lots: z.string(),
})
export type LoadLine = z.infer<typeof loadLine>

/** What goes on the vehicle: everything summed, and per stop in the order it is loaded, the last stop first. */
export const tripLoad = z.object({
  goods: z.array(loadLine),
  stops: z.array(z.object({ stop: z.int(), customer: z.string(), address: z.string(), lines: z.array(loadLine) })),
})
export type TripLoad = z.infer<typeof tripLoad>

export const tripRow = z.object({
  id,
  number: z.string(),
  day,
  status: z.enum(TRIP_STATES),
  plate: z.string(),
  driver: z.string(),
  notes: z.int(),
  open: z.int(),
  taken: fen,
  remark: z.string(),
  createdBy: z.string(),
})
export type TripRow = z.infer<typeof tripRow>

const tripChange = z.object({ id, version })

/** 配送单: one vehicle, one driver, many customers. */
export const trips = {
  list: query('delivery.view')
    .input(
      z.object({
        ...pageInput,
        status: z.enum(TRIP_STATES).optional(),
        driverId: id.optional(),
        search: text(100).optional(),
      }),
    )
    .output(pageOf(tripRow)),
  counts: query('delivery.view').output(z.record(z.enum(TRIP_STATES), z.int())),
  get: query('delivery.view').input(z.object({ id })).output(tripView),
  load: query('delivery.view').input(z.object({ id })).output(tripLoad),
  /** Notes waiting to be delivered that stand on no trip, oldest first. `regionId` with everything below it. */
  candidates: query('delivery.view')
    .input(
      z.object({
        untilDay: day.optional(),
        regionId: id.optional(),
        routeId: id.optional(),
        warehouseId: id.optional(),
        search: text(100).optional(),
      }),
    )
    .output(
      z.array(
        z.object({
          shipmentId: id,
          number: z.string(),
          status: z.enum(['draft', 'posted', 'void']),
          day,
          deliveryDay: day.nullable(),
          customer: z.string(),
          address: z.string(),
          region: z.string(),
          route: z.string(),
          warehouse: z.string(),
          grams: z.int(),
          lineCount: z.int(),
        }),
      ),
    ),
  /** Makes (version 0) or changes a planned trip: vehicle, driver, day and its notes in the order they are dropped. */
  save: command('delivery.edit')
    .input(
      tripChange.extend({
        day: day.optional(),
        vehicleId: id.nullable().default(null),
        driverId: id.nullable().default(null),
        remark: text(300).default(''),
        shipmentIds: z.array(id).max(300),
      }),
    )
    .output(tripView),
  /** The vehicle leaves: every note must be confirmed; they are under way with its driver and plate. */
  depart: command('delivery.edit').input(tripChange).output(tripView),
  /**
   * How one note of a trip under way ended, and the money taken for it. Until the driver hands in, money can be put right;
   * signed and refused goods stay as they are.
   */
  report: command('delivery.edit')
    .input(
      z.object({
        id,
        shipmentId: id,
        /** Version of the note on the trip, so that two people can report two stops at once. */
        version,
        result: z.enum(['delivered', 'signed', 'refused', 'back']),
        signedBy: text(50).default(''),
        remark: text(300).default(''),
        returnId: id.optional(),
        lines: z.array(shortLine).max(2000).default([]),
        money: z.array(moneyLine).max(10).default([]),
      }),
    )
    .output(tripView),
  /** 交账: books a receipt for all money taken; cash that is missing stays open with the driver. */
  handIn: command('settlement.edit')
    .input(tripChange.extend({ handedIn: fen.min(0), remark: text(200).default('') }))
    .output(tripView),
  /** Drops a planned trip; its notes wait for another. */
  void: command('delivery.edit')
    .input(tripChange.extend({ reason: name(200) }))
    .output(tripView),
  /** A4: what to load, last stop first, and the stops with what to collect. */
  print: query('delivery.view')
    .input(z.object({ id, locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(z.object({ html: z.string(), title: z.string() })),
}
