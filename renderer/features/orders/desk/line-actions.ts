import type { ProductSuggestion } from '../../../../shared/contract/products.ts'
import type { LineWarning } from '../../../../shared/domain/order/line-warnings.ts'
import { newId } from '../../../../shared/ids.ts'
import type { GridModel } from '../../../components/LineGrid/index.ts'
import { blankLine, productPatch, type DeskLine } from './desk-line.ts'

/** Puts a product on the order: a line that has it in this unit gets the quantity, otherwise a new line. */
export function putProduct(
  model: GridModel<DeskLine>,
  product: ProductSuggestion,
  quantity: number,
  how: 'set' | 'add',
): void {
  const line = model.rows.find((one) => one.productId === product.id && one.factor === product.factor && !one.gift)
  const reason = how === 'add' ? 'scan' : 'edit'
  if (line) {
    const total = how === 'add' ? (line.quantity ?? 0) + quantity : quantity
    model.apply([{ type: 'patch', id: line.id, patch: { quantity: total } }], { reason })
    return
  }
  const last = model.rows.at(-1)
  if (last && model.isBlank(last)) {
    model.apply([{ type: 'patch', id: last.id, patch: { ...productPatch(product, last), quantity } }], { reason })
    return
  }
  const row = { ...blankLine(), ...productPatch(product, blankLine()), quantity }
  model.apply([{ type: 'insert', index: model.rows.length, row }], { reason })
}

/** Adds lines behind those that are there, as one step that can be undone. */
export function putLines(model: GridModel<DeskLine>, lines: readonly DeskLine[]): void {
  const last = model.rows.at(-1)
  const isFree = last !== undefined && model.isBlank(last)
  const at = model.rows.length - (isFree ? 1 : 0)
  model.apply(
    lines.map((row, index) => ({ type: 'insert', index: at + index, row }) as const),
    { reason: 'edit' },
  )
}

export function toggleGift(model: GridModel<DeskLine>, lineId: string | undefined): void {
  const line = lineId === undefined ? undefined : model.row(lineId)
  if (line && line.productId !== '')
    model.apply([{ type: 'patch', id: line.id, patch: { gift: !line.gift } }], { reason: 'edit' })
}

/** Adds the quantity of a doubled line to the first one. @param warnings of the doubled line */
export function mergeLine(
  model: GridModel<DeskLine>,
  lineId: string,
  warnings: readonly LineWarning[] | undefined,
): void {
  const line = model.row(lineId)
  const warning = warnings?.find((one) => one.kind === 'duplicate')
  const first = warning?.kind === 'duplicate' ? model.rows[warning.line] : undefined
  if (!line || !first) return
  const quantity = (first.quantity ?? 0) + (line.quantity ?? 0)
  model.apply(
    [
      { type: 'patch', id: first.id, patch: { quantity } },
      { type: 'delete', id: line.id },
      ...(model.rows.length === 1 ? [{ type: 'insert', index: 0, row: blankLine() } as const] : []),
    ],
    { reason: 'edit' },
  )
}

/** Spreads a line over warehouses as one step: it keeps what its own gives and what nobody has, the others get lines behind it. */
export function placeLine(
  model: GridModel<DeskLine>,
  line: DeskLine,
  parts: readonly { warehouseId: string; quantity: number }[],
  missing: number,
): void {
  const [own, ...others] = parts
  if (!own) return
  const stays = own.quantity + missing
  const moved = others.filter((part) => part.quantity > 0)
  const [first, ...rest] = stays > 0 ? [{ warehouseId: line.warehouseId, quantity: stays }, ...moved] : moved
  if (!first) return
  const index = model.rows.findIndex((row) => row.id === line.id)
  model.apply(
    [
      { type: 'patch', id: line.id, patch: first },
      ...rest.map(
        (part, i) =>
          ({ type: 'insert', index: index + 1 + i, row: { ...line, ...part, id: newId(), lineNo: null } }) as const,
      ),
    ],
    { reason: 'edit' },
  )
}
