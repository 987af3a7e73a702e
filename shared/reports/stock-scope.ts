import type { Words } from './report.ts'

/** Which goods and places an address of a stock report looks at. */
export function askedScope(address: Readonly<Record<string, unknown>>) {
  const text = (name: string): string => String(address[name] ?? '').trim()
  return {
    ...(text('warehouse') ? { warehouseId: text('warehouse') } : {}),
    ...(text('site') ? { siteId: text('site') } : {}),
    ...(text('type') ? { typeId: text('type') } : {}),
    ...(text('brand') ? { brand: text('brand') } : {}),
    ...(text('search') ? { search: text('search') } : {}),
  }
}

/** The goods and places in words, a line each. @param names of warehouse, site and type (with those above it) */
export function scopeWords(
  address: Readonly<Record<string, unknown>>,
  names: { warehouse: string; site: string; type: string },
  words: Words,
): string[] {
  const { warehouseId, siteId, typeId, brand, search } = askedScope(address)
  return [
    ...(warehouseId ? [`${words('stockAnalysis.warehouse')}: ${names.warehouse}`] : []),
    ...(siteId ? [`${words('stockAnalysis.site')}: ${names.site}`] : []),
    ...(typeId ? [`${words('stockAnalysis.type')}: ${names.type}`] : []),
    ...(brand ? [`${words('stockAnalysis.brand')}: ${brand}`] : []),
    ...(search ? [`${words('stockAnalysis.product')}: ${search}`] : []),
  ]
}
