/** Days after which the weight of a purchase has fallen to 1/e: what was taken last month says most. */
const FADING_DAYS = 30

/** How usual goods are for a customer: times taken × e^(−days since / 30). */
export const habitWeight = (times: number, daysSince: number): number =>
  times * Math.exp(-Math.max(0, daysSince) / FADING_DAYS)
