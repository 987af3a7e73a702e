const micronsPerMillimetre = 1000

/**
 * The paper that the first unnamed `@page` rule asks for, in microns; A4 without one. Electron does not take the size
 * from the style sheet and would print A4. Length units: CSS Values and Units 4, section 6.2.
 */
export function pageSizeInMicrons(html: string): 'A4' | { width: number; height: number } {
  const rule = /@page\s*\{[^}]*?\bsize:\s*([\d.]+)(mm|cm|in)\s+([\d.]+)(mm|cm|in)/.exec(html)
  if (!rule) return 'A4'
  const microns = (length: string, unit: string) =>
    Math.round(Number(length) * millimetres(unit) * micronsPerMillimetre)
  return { width: microns(rule[1]!, rule[2]!), height: microns(rule[3]!, rule[4]!) }
}

function millimetres(unit: string): number {
  return unit === 'in' ? 25.4 : unit === 'cm' ? 10 : 1
}
