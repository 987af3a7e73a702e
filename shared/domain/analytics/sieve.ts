import { between, counts, NOBODY, type Facts, type SalesBasis, type SalesDay } from './facts.ts'

/** Which documents and lines count; what is missing lets everything pass. Places as in `Facts`, 1 for those that count. */
export interface SalesSieve {
  customers?: Uint8Array
  products?: Uint8Array
  sites?: Uint8Array
  warehouses?: Uint8Array
  /** By place in `Facts.people`; the place after the last is for documents of nobody. */
  people?: Uint8Array
}

/** Sales of some days that count. */
export interface SiftedDays {
  /** Days since 1970-01-01, both included. */
  from: number
  to: number
  basis: SalesBasis
  sieve: SalesSieve
}

/** Calls `visit` for every line that counts, day by day, the lines of a document one after the other. */
export function eachLine(
  facts: Facts,
  { from, to, basis, sieve }: SiftedDays,
  visit: (day: SalesDay, document: number, line: number) => void,
): void {
  const { customers, products, sites, warehouses, people } = sieve
  for (const day of between(facts.sales, from, to)) {
    for (let document = 0; document < day.documents; document++) {
      if (!counts(day.kind[document]!, basis)) continue
      if (customers && !customers[day.customer[document]!]) continue
      if (sites && !sites[day.site[document]!]) continue
      const person = day.person[document]!
      if (people && !people[person === NOBODY ? facts.people.length : person]) continue
      for (let line = day.first[document]!; line < day.first[document + 1]!; line++) {
        if (products && !products[day.product[line]!]) continue
        if (warehouses && !warehouses[day.warehouse[line]!]) continue
        visit(day, document, line)
      }
    }
  }
}
