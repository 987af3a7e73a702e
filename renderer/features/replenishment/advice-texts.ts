/** A rate in basis points as `98.5 %`; a dash where nobody asked. */
export const rateText = (rate: number | null): string => (rate === null ? '–' : `${(rate / 100).toFixed(1)} %`)
