/** As much of a task as grouping needs; quantities in thousandths of the base unit. */
export interface StopTask {
  productId: string
  lotId: string | null
  tote: number
  quantity: number
  picked: number
}

/** What is taken in one go: the tasks of one product and lot, with the totes it goes to. */
export interface PickStop<Task extends StopTask> {
  key: string
  first: Task
  quantity: number
  picked: number
  tasks: Task[]
}

/** Tasks summed per product and lot, in their order along the way. */
export function pickStops<Task extends StopTask>(tasks: readonly Task[]): PickStop<Task>[] {
  const stops = new Map<string, PickStop<Task>>()
  for (const task of tasks) {
    const key = `${task.productId} ${task.lotId ?? ''}`
    const stop = stops.get(key) ?? { key, first: task, quantity: 0, picked: 0, tasks: [] }
    stop.quantity += task.quantity
    stop.picked += task.picked
    stop.tasks.push(task)
    stops.set(key, stop)
  }
  return [...stops.values()]
}

/** How much goes into which tote, in their order. */
export function toteParts(tasks: readonly StopTask[]): { tote: number; quantity: number }[] {
  const parts = new Map<number, number>()
  for (const { tote, quantity } of tasks) parts.set(tote, (parts.get(tote) ?? 0) + quantity)
  return [...parts].map(([tote, quantity]) => ({ tote, quantity })).toSorted((a, b) => a.tote - b.tote)
}
