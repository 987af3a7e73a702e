import { useHotkeys } from '../../../app/hotkeys.ts'

/** What the keys of the order desk do, and when they are offered. */
interface DeskKeys {
  submit: () => void
  save: () => void
  hold: () => void
  held: () => void
  newOrder: () => void
  usual: () => void
  gift: () => void
  merge: () => void
  copyLast: () => void
  nextPane: (backwards: boolean) => void
  /** An order is being typed. */
  isShown: () => boolean
  hasDuplicate: () => boolean
  hasLastOrder: () => boolean
}

/** The keys of the order desk, as they stand in the cheat-sheet. */
export function useDeskKeys(desk: DeskKeys): void {
  useHotkeys([
    { keys: ['Ctrl+Enter', 'F10'], label: 'orders.key.submit', run: desk.submit, when: desk.isShown },
    { keys: 'Ctrl+S', label: 'orders.key.save', run: desk.save },
    { keys: 'F8', label: 'orders.key.hold', run: desk.hold },
    { keys: 'Shift+F8', label: 'orders.key.held', run: desk.held },
    { keys: 'F9', label: 'orders.key.new', run: desk.newOrder },
    { keys: 'F4', label: 'orders.key.usual', run: desk.usual },
    { keys: 'F7', label: 'orders.key.gift', run: desk.gift, when: desk.isShown },
    { keys: 'Ctrl+M', label: 'orders.key.merge', run: desk.merge, when: desk.hasDuplicate },
    { keys: 'Alt+C', label: 'orders.key.copyLast', run: desk.copyLast, when: desk.hasLastOrder },
    {
      keys: ['F6', 'Shift+F6'],
      label: 'shell.keys.pane',
      run: (event) => desk.nextPane(event.shiftKey),
      when: desk.isShown,
    },
  ])
}
