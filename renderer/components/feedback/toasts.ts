import { shallowReactive } from 'vue'

export type ToastTone = 'good' | 'info' | 'attention' | 'danger'

export interface Toast {
  id: number
  tone: ToastTone
  text: string
  /** Shown as a button; the toast closes when it is pressed. */
  action?: { label: string; run: () => void | Promise<void> }
}

/** What stands at the bottom of the window now, oldest first. */
export const toasts: Toast[] = shallowReactive([])

const timers = new Map<number, ReturnType<typeof setTimeout>>()
let lastId = 0

/** A short note that goes away by itself; `danger` stays until it is closed. Answers how to close it earlier. */
export function showToast(text: string, tone: ToastTone = 'good', seconds = 4): () => void {
  return add({ tone, text }, tone === 'danger' ? null : seconds)
}

/** “已保存 XSDD-… · 撤销”: what was done, and the way back for `seconds`. Alt+U does the same as the button. */
export function showUndo(text: string, label: string, undo: () => void | Promise<void>, seconds = 8): () => void {
  return add({ tone: 'good', text, action: { label, run: undo } }, seconds)
}

/** The last thing that can be undone, if it is still shown. */
export function lastAction(): Toast | undefined {
  return toasts.findLast((toast) => toast.action)
}

export function closeToast(id: number): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
  const index = toasts.findIndex((toast) => toast.id === id)
  if (index >= 0) toasts.splice(index, 1)
}

/** Closes the toast and does its action. */
export async function runToast(toast: Toast): Promise<void> {
  closeToast(toast.id)
  await toast.action?.run()
}

function add(toast: Omit<Toast, 'id'>, seconds: number | null): () => void {
  const id = ++lastId
  toasts.push({ id, ...toast })
  if (toasts.length > 4) closeToast(toasts[0]!.id)
  if (seconds !== null)
    timers.set(
      id,
      setTimeout(() => closeToast(id), seconds * 1000),
    )
  return () => closeToast(id)
}
