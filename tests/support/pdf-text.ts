import { inflateSync } from 'node:zlib'

/** The texts of a PDF the program has written, page by page, in the order they are drawn. */
export function pdfTexts(bytes: Uint8Array): string[][] {
  const file = Buffer.from(bytes)
  const pages: string[][] = []
  for (let at = file.indexOf('\nstream\n'); at >= 0; at = file.indexOf('\nstream\n', at + 1)) {
    const end = file.indexOf('\nendstream', at)
    const content = inflateSync(file.subarray(at + 8, end)).toString('latin1')
    pages.push(
      [...content.matchAll(/BT (.*?) ET/g)].map(([, shown]) =>
        [...shown!.matchAll(/\/F(\d) [\d.]+ Tf <([0-9a-f]*)> Tj/g)]
          .map(([, font, hex]) => {
            const codes = Buffer.from(hex!, 'hex')
            return font === '3' ? Buffer.from(codes).swap16().toString('utf16le') : codes.toString('latin1')
          })
          .join(''),
      ),
    )
  }
  return pages
}
