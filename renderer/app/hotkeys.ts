import { computed, onActivated, onBeforeUnmount, onDeactivated, onMounted, shallowReactive } from 'vue'
import type { MessageKey } from './i18n.ts'

/** `overlay` keys (dialogs, drawers, palette) hide `page` keys while they are there; `global` keys come last. */
export type HotkeyScope = 'global' | 'page' | 'table' | 'overlay'

export interface Hotkey {
  /** `F9`, `Ctrl+S`, `Alt+ArrowDown`, `Ctrl+Enter`, `Shift+F8`; several: `['F3', 'Ctrl+K']`. */
  keys: string | string[]
  label: MessageKey
  /** Left out for keys that a component handles itself and that only stand in the cheat-sheet. */
  run?: (event: KeyboardEvent) => void
  /** Not offered while false. */
  when?: () => boolean
}

interface Registration {
  scope: HotkeyScope
  hotkeys: readonly Hotkey[]
}

/** Later entries win, so what opened last is on top. */
const registrations = shallowReactive<Registration[]>([])

/** Adds keys until the answer is called. */
export function registerHotkeys(hotkeys: readonly Hotkey[], scope: HotkeyScope): () => void {
  const registration: Registration = { scope, hotkeys }
  registrations.push(registration)
  return () => {
    const index = registrations.indexOf(registration)
    if (index >= 0) registrations.splice(index, 1)
  }
}

/** Keys of the calling component, while it is on the screen (also when kept alive in a background tab: then not). */
export function useHotkeys(hotkeys: readonly Hotkey[], scope: HotkeyScope = 'page'): void {
  let remove: (() => void) | null = null
  const on = () => (remove ??= registerHotkeys(hotkeys, scope))
  const off = () => {
    remove?.()
    remove = null
  }
  onMounted(on)
  onActivated(on)
  onDeactivated(off)
  onBeforeUnmount(off)
}

/** Every key that works now, for the cheat-sheet: each combination once, what wins first. */
export const activeHotkeys = computed(() => {
  const seen = new Set<string>()
  const list: { scope: HotkeyScope; keys: string[]; label: MessageKey }[] = []
  for (const { scope, hotkeys } of inOrder())
    for (const hotkey of hotkeys) {
      if (hotkey.when && !hotkey.when()) continue
      const keys = keysOf(hotkey).filter((key) => !seen.has(`${scope} ${key}`))
      keys.forEach((key) => seen.add(`${scope} ${key}`))
      if (keys.length > 0) list.push({ scope, keys, label: hotkey.label })
    }
  return list
})

/** Listens for the whole window. Answers how to stop. */
export function startHotkeys(target: Window): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isComposing(event)) return
    const pressed = combinationOf(event)
    if (pressed === null || (isTyping(event) && !worksWhileTyping(pressed))) return
    const hotkey = find(pressed)
    if (!hotkey?.run) return
    event.preventDefault()
    hotkey.run(event)
  }
  target.addEventListener('keydown', listener)
  return () => target.removeEventListener('keydown', listener)
}

/** True while an input method composes: then keys belong to it (keyCode 229 is all some of them tell). */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

/** `Ctrl+Shift+K` for a key event, null for a modifier alone. The Command key of a Mac counts as Ctrl. */
export function combinationOf(event: KeyboardEvent): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'Process', 'Dead', 'Unidentified'].includes(event.key)) return null
  const key = keyName(event)
  const parts: string[] = []
  if (event.ctrlKey || event.metaKey) parts.push('Ctrl')
  if (event.altKey) parts.push('Alt')
  // `?` is already the shifted key; Shift counts only with letters, digits and named keys
  if (event.shiftKey && (key.length > 1 || /[A-Z0-9]/.test(key))) parts.push('Shift')
  return [...parts, key].join('+')
}

/** Letters and digits by their place on the keyboard, so that Alt and a Chinese layout do not change them. */
function keyName(event: KeyboardEvent): string {
  const physical = /^(?:Key([A-Z])|Digit(\d)|Numpad(\d))$/.exec(event.code)
  if (physical && (event.ctrlKey || event.altKey || event.metaKey)) return physical[1] ?? physical[2] ?? physical[3]!
  if (event.code === 'Slash' && (event.ctrlKey || event.metaKey)) return '/'
  if (event.key === ' ') return 'Space'
  return event.key.length === 1 ? event.key.toUpperCase() : event.key
}

/** What opened last first, but global keys last: a page opened together with the shell registers before it. */
function inOrder(): Registration[] {
  const latest = [...registrations].reverse()
  return [...latest.filter(({ scope }) => scope !== 'global'), ...latest.filter(({ scope }) => scope === 'global')]
}

function find(pressed: string): Hotkey | undefined {
  const overlaid = registrations.some(({ scope }) => scope === 'overlay')
  for (const { scope, hotkeys } of inOrder()) {
    if (overlaid && (scope === 'page' || scope === 'table')) continue
    const hit = hotkeys.find((hotkey) => keysOf(hotkey).includes(pressed) && (!hotkey.when || hotkey.when()))
    if (hit) return hit
  }
  return undefined
}

const keysOf = (hotkey: Hotkey): string[] => (typeof hotkey.keys === 'string' ? [hotkey.keys] : hotkey.keys)

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type)
}

/** In a field only combinations with Ctrl or Alt, function keys and Esc are ours; the rest is text. */
const worksWhileTyping = (pressed: string): boolean => /^(?:Ctrl\+|Alt\+|(?:Shift\+)?F\d|Escape$)/.test(pressed)
