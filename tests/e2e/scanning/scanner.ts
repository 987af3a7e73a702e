import type { Page } from 'playwright-core'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { checkDigit } from '../../../shared/domain/scanning/gs1.ts'
import { newId } from '../../../shared/ids.ts'

/** What a scanner sends: the code key by key, two milliseconds apart, and Enter. */
export async function scan(page: Page, code: string): Promise<void> {
  await page.evaluate(scanInPage, code)
}

/** Milliseconds from the scanner's Enter to the first change on the screen that has been painted. */
export function scanAndMeasure(page: Page, code: string): Promise<number> {
  return page.evaluate(
    ([text, send]) =>
      new Promise<number>((resolve) => {
        const root = document.querySelector('[data-scan]')!
        let begun = 0
        const observer = new MutationObserver(() => {
          observer.disconnect()
          requestAnimationFrame(() => resolve(performance.now() - begun))
        })
        // the function comes as text, because only values cross into the page
        const press = new Function(`return ${send}`)() as typeof scanInPage
        observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true })
        begun = performance.now()
        press(text)
      }),
    [code, scanInPage.toString()] as const,
  )
}

function scanInPage(code: string): void {
  const target = document.activeElement ?? document.body
  const press = (key: string, physical: string) =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key, code: physical, bubbles: true, cancelable: true }))
  for (const key of code) press(key, /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`)
  press('Enter', 'Enter')
}

export const ean13 = (n: number): string => {
  const digits = `690${String(n).padStart(9, '0')}`
  return digits + checkDigit(digits)
}

export interface Goods {
  product: Outputs['products']['create']
  piece: string
  box: string
}

/** Goods of 12 in a box, each in a bin of its own along the way, with 50 pieces in stock. */
export async function stockBins(
  owner: Client,
  names: readonly string[],
): Promise<{ warehouseId: string; goods: Goods[] }> {
  const warehouseId = (await owner.company.warehouses())[0]!.id
  const codes = names.map((_, i) => `A-0${i + 1}`)
  const bins = await owner.places.makeBins({ warehouseId, codes })
  const goods: Goods[] = []
  for (const [i, name] of names.entries()) {
    const piece = ean13(i * 2 + 100)
    const box = `BOX${1000 + i}`
    const product = await owner.products.create({
      id: newId(),
      name,
      baseUnit: '瓶',
      barcode: piece,
      packs: [{ unit: '箱', factor: 12_000, barcode: box }],
      salePrice: 50_000,
      openingStock: [{ warehouseId, quantity: 50_000 }],
    })
    await owner.places.assign({ warehouseId, binId: bins[i]!.id, productIds: [product.id] })
    goods.push({ product, piece, box })
  }
  return { warehouseId, goods }
}
