import { nextTick, onBeforeUnmount, ref, watch, type CSSProperties, type Ref } from 'vue'

export interface PopupOptions {
  /** Right edges aligned instead of left ones. */
  alignEnd?: boolean
  /** At least as wide as the anchor. */
  matchWidth?: boolean
}

const GAP = 4
const MARGIN = 8

/**
 * Places a popup (teleported to body) under its anchor, above it when there is more room, never outside the window.
 * Follows scrolling and resizing while `open`; a press outside both calls `onOutside`.
 */
export function usePopup(
  open: Ref<boolean>,
  anchor: Ref<HTMLElement | null>,
  popup: Ref<HTMLElement | null>,
  onOutside: () => void,
  options: PopupOptions = {},
) {
  const style = ref<CSSProperties>({ position: 'fixed', visibility: 'hidden' })

  function place(): void {
    const from = anchor.value?.getBoundingClientRect()
    const box = popup.value
    if (!from || !box) return
    const below = innerHeight - from.bottom - GAP - MARGIN
    const above = from.top - GAP - MARGIN
    const upwards = below < Math.min(box.scrollHeight, 240) && above > below
    const width = Math.max(box.offsetWidth, options.matchWidth ? from.width : 0)
    const wanted = options.alignEnd ? from.right - width : from.left
    style.value = {
      position: 'fixed',
      zIndex: 4000,
      left: `${Math.max(MARGIN, Math.min(wanted, innerWidth - width - MARGIN))}px`,
      ...(upwards ? { bottom: `${innerHeight - from.top + GAP}px` } : { top: `${from.bottom + GAP}px` }),
      maxHeight: `${Math.max(upwards ? above : below, 120)}px`,
      maxWidth: `calc(100vw - ${2 * MARGIN}px)`,
      ...(options.matchWidth ? { minWidth: `${from.width}px` } : {}),
    }
  }

  function pressed(event: PointerEvent): void {
    const target = event.target as Node
    if (anchor.value?.contains(target) || popup.value?.contains(target)) return
    if (!opensFromWithin(target)) onOutside()
  }

  /** Whether the press is in a popup that was opened later, from a control inside this one. */
  function opensFromWithin(target: Node): boolean {
    const other = target instanceof Element ? target.closest('.floating') : null
    if (!other || !popup.value) return false
    return (popup.value.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  }

  function follow(on: boolean): void {
    const change = on ? 'addEventListener' : 'removeEventListener'
    window[change]('resize', place)
    window[change]('scroll', place, true)
    document[change]('pointerdown', pressed as EventListener, true)
  }

  watch(open, (isOpen) => {
    follow(isOpen)
    if (isOpen) void nextTick(place)
    else style.value = { position: 'fixed', visibility: 'hidden' }
  })
  onBeforeUnmount(() => follow(false))

  return { style, place }
}
