import * as z from 'zod'
import { COPY_STATES, EVENT_KINDS, EVENT_SOURCES, HAND_KINDS, TRIP_STATES } from '../domain/delivery/logistics.ts'
import { LOGISTICS_STATES } from '../domain/order/states.ts'
import { day, fen, id, instant, name, pageInput, pageOf, quantity, text, version } from './common.ts'
import { command, query, task } from './method.ts'

export const vehicleView = z.object({
  id,
  plate: z.string(),
  name: z.string(),
  /** Grams it may carry; null: not known. */
  capacity: z.int().nullable(),
  archived: z.boolean(),
  version,
})
export const driverView = z.object({
  id,
  name: z.string(),
  phone: z.string(),
  archived: z.boolean(),
  /** What the driver still owes of the money taken (分); negative: handed in too much. */
  open: fen,
  version,
})
export type VehicleView = z.infer<typeof vehicleView>
export type DriverView = z.infer<typeof driverView>

/** Quantities that were not taken, by line of the note; thousandths of the base unit. */
export const shortLine = z.object({
  lineNo: z.int(),
  quantity: quantity.min(1),
  cause: z.enum(['short', 'damaged', 'refused']),
  disposition: z.enum(['sellable', 'seconds', 'scrap', 'none']),
})
export type ShortLine = z.infer<typeof shortLine>

export const eventView = z.object({
  id,
  kind: z.enum(EVENT_KINDS),
  at: instant,
  place: z.string(),
  remark: z.string(),
  source: z.enum(EVENT_SOURCES),
  by: z.string(),
})
export type EventView = z.infer<typeof eventView>

export const copyView = z.object({
  state: z.enum(COPY_STATES),
  signedBy: z.string(),
  signedDay: day.nullable(),
  remark: z.string(),
  by: z.string(),
  at: instant.nullable(),
  photos: z.array(z.object({ id, at: instant, by: z.string() })),
})

export type CopyView = z.infer<typeof copyView>

/** Why a carrier told nothing. */
export const TRACKING_PROBLEMS = [
  'unreachable',
  'unreadable',
  'refused',
  'signature',
  'phone',
  'nothing-yet',
  'locked',
] as const

/** What happened to one note on its way. */
export const noteDelivery = z.object({
  shipmentId: id,
  events: z.array(eventView),
  /** What a person may write down now. */
  handKinds: z.array(z.enum(HAND_KINDS)),
  copy: copyView,
  trip: z
    .object({ id, number: z.string(), status: z.enum(TRIP_STATES), driver: z.string(), plate: z.string() })
    .nullable(),
  carrier: z.string(),
  waybill: z.string(),
  /** The carrier's own page for the waybill. */
  carrierPage: z.string().nullable(),
  /** A tracking service is set up, and the earliest instant to ask it again (null: now). */
  trackable: z.boolean(),
  nextTrackAt: instant.nullable(),
  /** Why the last question was not answered: one of the tracking problems, or empty. */
  trackProblem: z.enum(['', ...TRACKING_PROBLEMS]),
  signed: z.array(z.object({ lineNo: z.int(), signed: quantity.nullable() })),
})
export type NoteDelivery = z.infer<typeof noteDelivery>

/** Vehicles, drivers, what happens to notes on their way, and the carriers. */
export const delivery = {
  vehicles: query('delivery.view').output(z.array(vehicleView)),
  saveVehicle: command('delivery.edit')
    .input(
      z.object({
        id,
        version,
        plate: name(20),
        name: text(50).default(''),
        capacity: z.int().min(1).max(1_000_000_000).nullable().default(null),
        archived: z.boolean().default(false),
      }),
    )
    .output(vehicleView),
  drivers: query('delivery.view').output(z.array(driverView)),
  saveDriver: command('delivery.edit')
    .input(z.object({ id, version, name: name(50), phone: text(30).default(''), archived: z.boolean().default(false) }))
    .output(driverView),
  /** Money a driver brings later, or gets back (negative), for differences of former trips. */
  settleDriver: command('settlement.edit')
    .input(
      z.object({ id, driverId: id, amount: fen.refine((one) => one !== 0, 'not zero'), remark: text(200).default('') }),
    )
    .output(driverView),
  note: query('shipments.view')
    .input(z.object({ shipmentId: id }))
    .output(noteDelivery),
  /** Writes down a milestone by hand: 装车, 发车, 在途, 到达, 异常, 带回, 撤回签收. The note and its order follow. */
  addEvent: command('delivery.edit')
    .input(
      z.object({
        id,
        shipmentId: id,
        kind: z.enum(HAND_KINDS),
        at: z.iso.datetime().optional(),
        place: text(100).default(''),
        remark: text(300).default(''),
      }),
    )
    .output(noteDelivery),
  /** The customer signed for a note; lines not taken become a red note at once. Nothing taken: refused. */
  sign: command('delivery.edit')
    .input(
      z.object({
        shipmentId: id,
        version,
        /** Id of the red note, when lines are given. */
        returnId: id.optional(),
        signedBy: text(50).default(''),
        remark: text(300).default(''),
        lines: z.array(shortLine).max(2000).default([]),
      }),
    )
    .output(noteDelivery),
  setWaybill: command('delivery.edit')
    .input(z.object({ shipmentId: id, version, carrier: text(40), waybill: text(40) }))
    .output(noteDelivery),
  /** Asks the carrier what is new, at most once in half an hour for a waybill; what it tells becomes events. */
  track: task('delivery.edit')
    .input(z.object({ shipmentId: id }))
    .output(noteDelivery),
  account: query('company.manage').output(z.object({ configured: z.boolean(), customer: z.string(), url: z.string() })),
  /** The account with 快递100; the key is never shown again. An empty customer removes it; an absent key keeps it. */
  setAccount: command('company.manage')
    .input(z.object({ customer: text(100), secret: text(200).optional(), url: z.url().max(300).optional() }))
    .output(z.object({ configured: z.boolean(), customer: z.string(), url: z.string() })),
}

/** Largest photograph kept; screens make larger ones smaller before they send them. */
export const PHOTO_BYTES = 2_000_000
const photo = z.file().max(PHOTO_BYTES)

export const missingCopy = z.object({
  shipmentId: id,
  number: z.string(),
  day,
  customer: z.string(),
  driver: z.string(),
  plate: z.string(),
  logistics: z.enum(LOGISTICS_STATES),
  /** Days since the note. */
  age: z.int(),
})
export type MissingCopy = z.infer<typeof missingCopy>

/** 回单: signed third copies that come back, and those that do not. */
export const copies = {
  missing: query('delivery.view')
    .input(
      z.object({
        ...pageInput,
        /** Name of the driver on the note; empty: notes without one. */
        driver: text(50).optional(),
        search: text(100).optional(),
      }),
    )
    .output(pageOf(missingCopy)),
  drivers: query('delivery.view').output(z.array(z.object({ driver: z.string(), count: z.int(), oldestDay: day }))),
  /** The note a scanned or typed number stands for. */
  find: query('delivery.view')
    .input(z.object({ number: name(60) }))
    .output(z.object({ shipmentId: id })),
  /**
   * A copy is back: who signed it and when, photographs, and lines not taken, which become a red note at once. A note not
   * signed yet is signed by it. Sent twice it changes nothing.
   */
  record: command('delivery.edit')
    .input(
      z.object({
        shipmentId: id,
        version,
        returnId: id.optional(),
        signedBy: text(50).default(''),
        signedDay: day.optional(),
        remark: text(300).default(''),
        lines: z.array(shortLine).max(2000).default([]),
        photos: z.array(photo).max(4).default([]),
      }),
    )
    .output(noteDelivery),
  /** No copy will come: lost, or agreed by telephone. */
  waive: command('delivery.edit')
    .input(z.object({ shipmentId: id, version, reason: name(200) }))
    .output(noteDelivery),
  /** The copy was not this note's after all: it is waited for again. */
  takeBack: command('delivery.edit')
    .input(z.object({ shipmentId: id, version, reason: name(200) }))
    .output(noteDelivery),
  addPhoto: command('delivery.edit')
    .input(z.object({ id, shipmentId: id, photo }))
    .output(noteDelivery),
  photo: query('shipments.view').input(z.object({ id })).output(z.file()),
}
