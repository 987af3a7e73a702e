import { planLots } from '../../../shared/domain/inventory/fefo.ts'
import { newId } from '../../../shared/ids.ts'
import type { GridModel } from '../../components/LineGrid/index.ts'
import type { StockLine } from './stock-line.ts'

/**
 * Splits lines that go out without a lot over the lots that expire first, as posting would do; one undo takes it back.
 * What no lot covers stays as it is.
 */
export function splitOverLots(model: GridModel<StockLine>, today: string, goesOut: (line: StockLine) => boolean): void {
  const group = model.newGroup()
  const taken = new Map<string, number>()
  const take = (lotId: string, quantity: number): void => void taken.set(lotId, (taken.get(lotId) ?? 0) + quantity)
  const outgoing = model.rows.filter((line) => line.facts?.lotTracked === true && line.quantity && goesOut(line))
  for (const line of outgoing) if (line.lotId !== null) take(line.lotId, line.quantity!)
  for (const line of outgoing) {
    if (line.lotId !== null) continue
    const lots = line.facts!.lots.map((lot) => ({ ...lot, free: lot.free - (taken.get(lot.lotId) ?? 0) }))
    const wanted = line.quantity!
    const parts = planLots(lots, { quantity: wanted, day: today, minLife: 0, shelfLifeDays: null })
    if (parts.reduce((sum, part) => sum + part.quantity, 0) < wanted) continue
    parts.forEach((part, i) => {
      take(part.lotId, part.quantity)
      const { number: lotNumber, productionDay, expiryDay } = lots.find((one) => one.lotId === part.lotId)!
      const patch = { lotId: part.lotId, lotNumber, productionDay, expiryDay, quantity: part.quantity }
      const index = model.indexOf(line.id) + i
      if (i === 0) model.apply([{ type: 'patch', id: line.id, patch }], { reason: 'edit', group })
      else model.apply([{ type: 'insert', index, row: { ...line, ...patch, id: newId() } }], { reason: 'edit', group })
    })
  }
}
