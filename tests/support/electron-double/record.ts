/** What the application asked of Electron, in order, for the tests to look at. */
export interface Call {
  name: string
  args: unknown[]
  /** Whether Electron would already have been ready. */
  ready: boolean
}

export const calls: Call[] = []
export const state = { ready: false, saveAnswer: null as string | null, boxAnswer: 0 }

export function record(name: string, ...args: unknown[]): void {
  calls.push({ name, args: JSON.parse(JSON.stringify(args)) as unknown[], ready: state.ready })
}
