/** Numbers that look random and come out the same every time: the sample company is the same book for everybody. */
export interface SeededRandom {
  /** 0 ≤ x < 1 */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  pick<T>(items: readonly T[]): T
  /** True in `share` of all cases. */
  chance(share: number): boolean
  /** Some items, each at most once; heavier ones more often. */
  some<T extends { weight: number }>(items: readonly T[], count: number): T[]
}

/** mulberry32 (public domain, Tommy Ettinger): one 32-bit state, good enough for believable books. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    chance: (share) => next() < share,
    some: (items, count) => {
      const left = [...items]
      const chosen: typeof left = []
      while (chosen.length < count && left.length > 0) {
        let at = next() * left.reduce((sum, item) => sum + item.weight, 0)
        let i = 0
        while (i < left.length - 1 && (at -= left[i]!.weight) > 0) i++
        chosen.push(...left.splice(i, 1))
      }
      return chosen
    },
  }
}
