import { showToast } from '../components/feedback/toasts.ts'
import type { Inputs } from '../../shared/contract/index.ts'
import { api } from './api.ts'
import { errorText } from './error-text.ts'

type Json = Inputs['system']['setPreference']['value']

/** Dragging a column says its width many times; the last one is kept, ms. */
const REST_MS = 400

const known = new Map<string, unknown>()
let owner: string | null = null
const resting = new Map<string, ReturnType<typeof setTimeout>>()

/**
 * Reads the choices that the company keeps for a user (columns, widths), so that they follow the user to every machine.
 * Asked before each page and read once; without an answer pages look as usual and the next one asks again.
 */
export async function loadPreferences(userId: string): Promise<void> {
  if (owner === userId) return
  owner = null
  known.clear()
  try {
    for (const [key, value] of Object.entries(await api.system.preferences())) known.set(key, value)
    owner = userId
  } catch (error) {
    console.warn(error)
  }
}

/** A choice of the signed-in user; undefined: none was made. What it holds is for the caller to check. */
export const preference = (key: string): unknown => known.get(key)

/** Makes a choice of the signed-in user and keeps it; null takes it back. */
export function setPreference(key: string, value: Json): void {
  known.set(key, value)
  clearTimeout(resting.get(key))
  const keep = (): void => {
    resting.delete(key)
    api.system.setPreference({ key, value }).catch((error: unknown) => showToast(errorText(error), 'attention'))
  }
  resting.set(key, setTimeout(keep, REST_MS))
}
