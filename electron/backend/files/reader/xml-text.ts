const NAMED: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * The text that escaped XML stands for: line ends made one, entities and the `_x000D_` escapes of spreadsheet programs
 * resolved (ECMA-376 part 1, 22.9.2.19). Unknown entities stay as written: none is ever looked up or expanded.
 */
export function decodeXmlText(escaped: string): string {
  let text = escaped
  if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
  if (text.includes('&')) {
    text = text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? whole
      const point = hex !== undefined ? parseInt(hex, 16) : parseInt(decimal, 10)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
    })
  }
  if (text.includes('_x')) {
    text = text.replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  }
  return text
}

/**
 * The text of a rich string (`<si>` or `<is>`): its runs joined, without the phonetic readings of East Asian text.
 * @param xml what stands inside the element
 */
export function richText(xml: string): string {
  const spoken = xml.includes('<rPh') ? xml.replace(/<rPh\b[\s\S]*?<\/rPh>/g, '') : xml
  let text = ''
  for (const run of spoken.matchAll(/<t(?:\s[^<>]*)?>([^<]*)<\/t>/g)) text += decodeXmlText(run[1]!)
  return text
}

/** Value of an attribute in the text of one start tag, decoded; `undefined` when absent. */
export function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)
  return found ? decodeXmlText(found[1] ?? found[2] ?? '') : undefined
}
