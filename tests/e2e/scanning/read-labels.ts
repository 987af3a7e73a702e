import JsBarcode from 'jsbarcode'
import type { Page } from 'playwright-core'
import { decodeQR } from 'qr/decode.js'

/** The modules of an EAN-13 as another maker draws them. */
export function ean13Bits(code: string): string {
  const target: { encodings?: { data: string }[] } = {}
  JsBarcode(target, code, { format: 'EAN13', flat: true })
  return target.encodings!.map((part) => part.data).join('')
}

/** Draws a barcode as it stands on the label and reads one line of its points: ones and zeros, a character a module. */
export async function readBars(page: Page, selector: string): Promise<string> {
  const { data, width } = await pixels(page, selector, 4)
  const row = data.slice(0, width * 4)
  const dark = Array.from({ length: width }, (_, x) => row[x * 4 + 3]! > 127 && row[x * 4]! < 128)
  const first = dark.indexOf(true)
  const bars = dark.slice(first, dark.lastIndexOf(true) + 1)
  // the first bar of an EAN is one module wide
  const module = bars.indexOf(false)
  return Array.from({ length: Math.round(bars.length / module) }, (_, i) =>
    bars[Math.floor((i + 0.5) * module)] ? '1' : '0',
  ).join('')
}

export async function readQr(page: Page, selector: string): Promise<string> {
  const { data, width, height } = await pixels(page, selector, 8)
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3]! > 127) continue
    data.fill(255, at, at + 4)
  }
  return decodeQR({ width, height, data: new Uint8Array(data) })
}

/** Points of an SVG of the page, `zoom` points for each of its own units. */
function pixels(
  page: Page,
  selector: string,
  zoom: number,
): Promise<{ data: number[]; width: number; height: number }> {
  return page.evaluate(
    async ([query, times]) => {
      const svg = document.querySelector(query)!.cloneNode(true) as SVGElement
      const [, , columns, rows] = svg.getAttribute('viewBox')!.split(' ').map(Number) as [
        number,
        number,
        number,
        number,
      ]
      const [width, height] = [columns * times, rows * times]
      svg.setAttribute('width', String(width))
      svg.setAttribute('height', String(height))
      const image = new Image()
      image.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`
      await image.decode()
      const canvas = document.createElement('canvas')
      Object.assign(canvas, { width, height })
      const context = canvas.getContext('2d')!
      context.drawImage(image, 0, 0)
      return { data: [...context.getImageData(0, 0, width, height).data], width, height }
    },
    [selector, zoom] as const,
  )
}
