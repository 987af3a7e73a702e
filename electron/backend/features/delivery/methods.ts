import * as copyQueries from './copies.queries.ts'
import * as copyService from './copies.service.ts'
import * as events from './events.service.ts'
import * as fleetQueries from './fleet.queries.ts'
import * as fleetService from './fleet.service.ts'
import { load } from './load.queries.ts'
import { note } from './note.queries.ts'
import { sign } from './sign.service.ts'
import * as tracking from './tracking.tasks.ts'
import { print } from './trip-paper.ts'
import * as reports from './trip-report.service.ts'
import * as tripQueries from './trips.queries.ts'
import * as tripService from './trips.service.ts'

/** The contract's three groups about deliveries, put together for `services.ts`. */
export const delivery = { ...fleetQueries, ...fleetService, ...events, ...tracking, note, sign }
export const trips = { ...tripQueries, ...tripService, ...reports, load, print }
export const copies = { ...copyQueries, ...copyService }
