import * as z from 'zod'
import { MOST_TOTES, NOTE_PICKING, PICK_KINDS, PICK_STATES, SHORT_REASONS } from '../domain/picking/states.ts'
import { day, done, factor, id, name, pageInput, pageOf, quantity, ref, text, version } from './common.ts'
import { command, query } from './method.ts'

/** What is taken from one place for one note: a line of it, or one lot of the line. Thousandths of the base unit. */
export const pickTask = z.object({
  no: z.int(),
  shipmentId: id,
  lineNo: z.int(),
  tote: z.int(),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  barcodes: z.array(z.object({ barcode: z.string(), unit: z.string(), factor })),
  bin: z.string(),
  lotTracked: z.boolean(),
  lotId: id.nullable(),
  lot: z.string(),
  expiryDay: day.nullable(),
  gift: z.boolean(),
  quantity,
  picked: quantity,
  shortReason: z.enum(['', ...SHORT_REASONS]),
})
export type PickTask = z.infer<typeof pickTask>

export const pickNote = z.object({
  shipmentId: id,
  number: z.string(),
  tote: z.int(),
  customerId: id,
  customer: z.string(),
  orderNumber: z.string(),
  address: z.string(),
  deliveryDay: day.nullable(),
  /** Empty: the customer is on no route. */
  route: z.string(),
  remark: z.string(),
  status: z.enum(['draft', 'posted', 'void']),
  picking: z.enum(NOTE_PICKING),
  cartons: z.int(),
  version,
})

export const pickListView = z.object({
  id,
  number: z.string(),
  kind: z.enum(PICK_KINDS),
  route: z.string(),
  status: z.enum(PICK_STATES),
  warehouseId: id,
  warehouse: z.string(),
  day,
  remark: z.string(),
  reason: z.string(),
  claimedBy: ref.nullable(),
  claimedAt: z.string().nullable(),
  printed: z.int(),
  createdBy: z.string(),
  createdAt: z.string(),
  pickedBy: z.string(),
  pickedAt: z.string().nullable(),
  checkedBy: z.string(),
  checkedAt: z.string().nullable(),
  notes: z.array(pickNote),
  /** Along the way through the bins, lots by expiry, then tote by tote. */
  tasks: z.array(pickTask),
  /** Lines of its notes that cannot be picked in full, because no lots are kept for them: they ship less. */
  lacking: z.array(z.object({ number: z.string(), name: z.string(), baseUnit: z.string(), quantity: quantity.min(1) })),
  version,
})
export type PickListView = z.infer<typeof pickListView>

export const pickListRow = z.object({
  id,
  number: z.string(),
  kind: z.enum(PICK_KINDS),
  route: z.string(),
  status: z.enum(PICK_STATES),
  warehouse: z.string(),
  day,
  customers: z.string(),
  notes: z.int(),
  tasks: z.int(),
  done: z.int(),
  claimedBy: z.string(),
  createdAt: z.string(),
})

/** A draft note that is on no list. */
export const pickCandidate = z.object({
  shipmentId: id,
  number: z.string(),
  day,
  customer: z.string(),
  orderNumber: z.string(),
  deliveryDay: day.nullable(),
  route: z.string(),
  warehouseId: id,
  warehouse: z.string(),
  lines: z.int(),
})
export type PickCandidate = z.infer<typeof pickCandidate>

/** A carton 箱 of a note. Weight in grams. */
export const carton = z.object({
  id,
  no: z.int(),
  weight: z.int().nullable(),
  lines: z.array(z.object({ lineNo: z.int(), quantity })),
  version,
})
export type Carton = z.infer<typeof carton>

export const packNote = z.object({
  shipmentId: id,
  number: z.string(),
  customer: z.string(),
  address: z.string(),
  warehouseId: id,
  status: z.enum(['draft', 'posted', 'void']),
  lines: z.array(
    z.object({
      lineNo: z.int(),
      productId: id,
      code: z.string(),
      name: z.string(),
      spec: z.string(),
      baseUnit: z.string(),
      packs: z.array(z.object({ unit: z.string(), factor })),
      barcodes: z.array(z.object({ barcode: z.string(), unit: z.string(), factor })),
      lotTracked: z.boolean(),
      quantity,
    }),
  ),
  cartons: z.array(carton),
})
export type PackNote = z.infer<typeof packNote>

const versioned = z.object({ id, version })

/** Pick lists 拣货单, cartons 箱. */
export const picking = {
  list: query('picking.view')
    .input(z.object({ ...pageInput, status: z.enum(PICK_STATES).optional(), search: text(100).optional() }))
    .output(pageOf(pickListRow)),
  counts: query('picking.view').output(z.record(z.enum(PICK_STATES), z.int())),
  get: query('picking.view').input(z.object({ id })).output(pickListView),
  /** Draft notes that are on no list, by route and the place on its way. */
  candidates: query('picking.view').output(z.array(pickCandidate)),
  /** One list of draft notes of one warehouse; each note gets a tote in the order given. */
  create: command('picking.edit')
    .input(
      z.object({
        id,
        kind: z.enum(PICK_KINDS),
        route: text(50).default(''),
        remark: text(200).default(''),
        shipmentIds: z.array(id).min(1).max(MOST_TOTES),
      }),
    )
    .output(pickListView),
  /** Takes a list to pick it; `takeOver`: although somebody else has it. */
  claim: command('picking.edit')
    .input(z.object({ id, takeOver: z.boolean().default(false) }))
    .output(pickListView),
  release: command('picking.edit').input(z.object({ id })).output(pickListView),
  /** What was taken for a task (negative: put back); `id` is the entry's, made by the caller: sent twice it counts once. */
  record: command('picking.edit')
    .input(z.object({ id, listId: id, taskNo: z.int(), quantity }))
    .output(z.object({ taskNo: z.int(), picked: quantity })),
  /** Why a task stays short; empty takes the reason back. */
  setShort: command('picking.edit')
    .input(z.object({ listId: id, taskNo: z.int(), reason: z.enum(['', ...SHORT_REASONS]) }))
    .output(done),
  /** The goods lie ready: the notes' lines become what was picked, short ones less. */
  finish: command('picking.edit').input(versioned).output(pickListView),
  /** Somebody has compared the goods with the notes. */
  check: command('picking.edit').input(versioned).output(pickListView),
  /** Takes a note off its list; its quantities can be changed again, its cartons are dissolved. */
  removeNote: command('picking.edit')
    .input(versioned.extend({ shipmentId: id }))
    .output(pickListView),
  void: command('picking.edit')
    .input(versioned.extend({ reason: name(200) }))
    .output(pickListView),
  /** Pick lists on A4; counts the print. */
  print: command('picking.view')
    .input(z.object({ ids: z.array(id).min(1).max(50), locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(z.object({ html: z.string(), title: z.string() })),
  /** A note with its lines and cartons, to pack it. */
  packing: query('picking.view')
    .input(z.object({ shipmentId: id }))
    .output(packNote),
  /** A new carton (version 0) gets the next number of its note; a known one is changed as a whole. */
  saveCarton: command('picking.edit')
    .input(
      versioned.extend({
        shipmentId: id,
        weight: z.int().min(0).max(10_000_000).nullable().default(null),
        lines: z
          .array(z.object({ lineNo: z.int(), quantity: quantity.min(1) }))
          .min(1)
          .max(500),
      }),
    )
    .output(packNote),
  dropCarton: command('picking.edit').input(versioned).output(packNote),
  /** Labels of cartons, one a page: note, customer, carton x of y, contents, code. */
  cartonLabels: query('picking.view')
    .input(
      z.object({
        cartonIds: z.array(id).min(1).max(500),
        /** Tenths of a millimetre. */
        width: z.int().min(300).max(2100).default(1000),
        height: z.int().min(300).max(2970).default(700),
        symbology: z.enum(['auto', 'code128', 'qr']).default('auto'),
        locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
    )
    .output(z.object({ html: z.string(), title: z.string() })),
}
