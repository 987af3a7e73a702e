import type Database from 'better-sqlite3'
import {
  NOBODY,
  type CustomerFact,
  type PersonFact,
  type PlaceFact,
  type ProductFact,
} from '../../../../shared/domain/analytics/facts.ts'

/** A list whose members keep their place for good: columns point at places. */
class Register<Fact extends { id: string }> {
  list: readonly Fact[] = []
  readonly #at = new Map<string, number>()

  /** Takes in what is there now: known ids keep their place, new ones come behind, gone ones stay as they were. */
  update(facts: readonly Fact[]): void {
    const list = [...this.list]
    for (const fact of facts) {
      const at = this.#at.get(fact.id)
      if (at !== undefined) list[at] = fact
      else this.#at.set(fact.id, list.push(fact) - 1)
    }
    this.list = list
  }

  /** Ids in the order of their places, to be given the same places again. */
  get ids(): string[] {
    return this.list.map(({ id }) => id)
  }

  /** Gives ids their places before anything is known about them. */
  restore(ids: readonly string[]): void {
    this.update(ids.map((id) => ({ id }) as Fact))
  }

  place(id: string): number {
    const at = this.#at.get(id)
    if (at === undefined) throw new Error(`${id} has no place: master data are read before documents`)
    return at
  }
}

/** Ids by place, and the zone that hours were told in. */
export type PlaceIds = { zone: string } & Record<'customers' | 'products' | 'warehouses' | 'sites' | 'people', string[]>

/** Customers, goods, places and people of a company by number, with what reports group and filter them by. */
export class Places {
  readonly #customers = new Register<CustomerFact>()
  readonly #products = new Register<ProductFact>()
  readonly #warehouses = new Register<PlaceFact>()
  readonly #sites = new Register<PlaceFact>()
  readonly #people = new Register<PersonFact>()
  #nodes: ReadonlyMap<string, string> = new Map()
  readonly #hours = new Map<string, number>()
  #hourFormat: Intl.DateTimeFormat | null = null
  #zone = ''

  readonly customer = (id: string) => this.#customers.place(id)
  readonly product = (id: string) => this.#products.place(id)
  readonly warehouse = (id: string) => this.#warehouses.place(id)
  readonly site = (id: string) => this.#sites.place(id)
  readonly person = (id: string) => this.#people.place(id)

  /** Hour of an instant in the company's zone; formatting is dear, so each hour of the past is worked out once. */
  hour(at: string): number {
    const key = at.slice(0, 13)
    let hour = this.#hours.get(key)
    if (hour === undefined) {
      hour = Number(this.#hourFormat!.format(new Date(at))) % 24
      this.#hours.set(key, hour)
    }
    return hour
  }

  get lists() {
    return {
      customers: this.#customers.list,
      products: this.#products.list,
      warehouses: this.#warehouses.list,
      sites: this.#sites.list,
      people: this.#people.list,
      nodes: this.#nodes,
    }
  }

  /** Which id has which place; what they are is read anew. */
  get ids(): PlaceIds {
    return {
      zone: this.#zone,
      customers: this.#customers.ids,
      products: this.#products.ids,
      warehouses: this.#warehouses.ids,
      sites: this.#sites.ids,
      people: this.#people.ids,
    }
  }

  restore(ids: PlaceIds): void {
    this.#customers.restore(ids.customers)
    this.#products.restore(ids.products)
    this.#warehouses.restore(ids.warehouses)
    this.#sites.restore(ids.sites)
    this.#people.restore(ids.people)
  }

  /** Reads master data again. */
  read(database: Database.Database): void {
    const zone = database.prepare<[], string>('select time_zone from company').pluck().get()!
    if (zone !== this.#zone) {
      this.#zone = zone
      this.#hours.clear()
      this.#hourFormat = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' })
    }
    const nodes = readNodes(database)
    this.#nodes = new Map(nodes.map(({ id, name }) => [id, name]))
    const parents = new Map(nodes.map(({ id, parentId }) => [id, parentId]))
    const pathOf = (id: string | null): string[] => (id === null ? [] : [...pathOf(parents.get(id) ?? null), id])
    this.#sites.update(
      database
        .prepare<[], { id: string; name: string }>('select id, name from site order by id')
        .all()
        .map((site) => ({ ...site, site: 0 })),
    )
    this.#warehouses.update(
      database
        .prepare<[], { id: string; name: string; siteId: string }>(
          'select id, name, site_id as siteId from warehouse order by id',
        )
        .all()
        .map(({ id, name, siteId }) => ({ id, name, site: this.site(siteId) })),
    )
    this.#people.update(database.prepare<[], PersonFact>('select id, name from user_account order by id').all())
    this.#customers.update(
      database
        .prepare<[], Omit<CustomerFact, 'regionPath' | 'person'> & { personId: string | null }>(
          `select id, code, name, grade, industry, channel, region_id as regionId, sales_person_id as personId, status
           from customer order by id`,
        )
        .all()
        .map(({ personId, ...customer }) => ({
          ...customer,
          regionPath: pathOf(customer.regionId),
          person: personId === null ? NOBODY : this.person(personId),
        })),
    )
    this.#products.update(
      database
        .prepare<[], Omit<ProductFact, 'typePath'>>(
          `select id, code, name, spec, base_unit as baseUnit, brand, type_id as typeId, status from product order by id`,
        )
        .all()
        .map((product) => ({ ...product, typePath: pathOf(product.typeId) })),
    )
  }
}

const readNodes = (database: Database.Database) =>
  database
    .prepare<[], { id: string; name: string; parentId: string | null }>(
      'select id, name, parent_id as parentId from tree_node',
    )
    .all()
