/** The clock of the sample company's own program: stands still until somebody moves it, never goes back nor past `end`. */
export interface SampleClock {
  now(): Date
  /** Goes to a time of a day in Shanghai, or one second on when it is later already. */
  go(day: string, hour: number, minute?: number): void
}

export function sampleClock(start: Date, end: Date): SampleClock {
  let time = start.getTime()
  return {
    now: () => new Date(time),
    go: (day, hour, minute = 0) => {
      const wanted = Date.parse(`${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00+08:00`)
      time = Math.min(Math.max(time + 1000, wanted), end.getTime())
    },
  }
}
