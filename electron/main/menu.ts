import {
  BrowserWindow,
  Menu,
  type ContextMenuParams,
  type KeyboardInputEvent,
  type MenuItemConstructorOptions,
} from 'electron'
import { currentTexts } from './texts.ts'

/** Builds the menu bar in the current language. Call again after the language changed. */
export function installMenu(openWindow: () => void): void {
  const texts = currentTexts()
  const template: MenuItemConstructorOptions[] = [
    {
      label: texts.file,
      submenu: [
        { label: texts.newWindow, click: openWindow },
        { type: 'separator' },
        { role: 'quit', label: texts.quit },
      ],
    },
    {
      label: texts.edit,
      submenu: [
        { role: 'undo', label: texts.undo, registerAccelerator: false },
        { role: 'redo', label: texts.redo, registerAccelerator: false },
        { type: 'separator' },
        { role: 'cut', label: texts.cut },
        { role: 'copy', label: texts.copy },
        { role: 'paste', label: texts.paste },
        { role: 'selectAll', label: texts.selectAll },
      ],
    },
    {
      label: texts.view,
      submenu: [
        { label: texts.reload, click: () => BrowserWindow.getFocusedWindow()?.webContents.reload() },
        { type: 'separator' },
        { role: 'zoomIn', label: texts.zoomIn },
        { role: 'zoomOut', label: texts.zoomOut },
        { role: 'resetZoom', label: texts.zoomReset },
        { type: 'separator' },
        // F11 is the system's; F5 and Ctrl+R stay free for the screens.
        { role: 'togglefullscreen', label: texts.fullScreen },
      ],
    },
    {
      label: texts.documents,
      submenu: [pressing(texts.newOrder, 'F9', []), pressing(texts.find, 'K', ['control'])],
    },
    { label: texts.help, submenu: [pressing(texts.shortcuts, '/', ['control'])] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

/** Cut, copy and paste by the right mouse button, where there is something to do: Electron has no such menu itself. */
export function offerEditing(window: BrowserWindow, { isEditable, selectionText }: ContextMenuParams): void {
  if (!isEditable && selectionText.trim() === '') return
  const texts = currentTexts()
  const copy: MenuItemConstructorOptions = { role: 'copy', label: texts.copy }
  const template: MenuItemConstructorOptions[] = isEditable
    ? [
        { role: 'cut', label: texts.cut },
        copy,
        { role: 'paste', label: texts.paste },
        { type: 'separator' },
        { role: 'selectAll', label: texts.selectAll },
      ]
    : [copy]
  Menu.buildFromTemplate(template).popup({ window })
}

/**
 * An item that presses its own shortcut in the page. The screens own the shortcuts (a browser tab has them too), so the
 * menu shows them, does not take them, and needs no second way into the page.
 */
function pressing(label: string, key: string, modifiers: NonNullable<KeyboardInputEvent['modifiers']>) {
  return {
    label,
    accelerator: modifiers.length > 0 ? `Ctrl+${key}` : key,
    registerAccelerator: false,
    click: () => {
      const contents = BrowserWindow.getFocusedWindow()?.webContents
      contents?.sendInputEvent({ type: 'keyDown', keyCode: key, modifiers })
      contents?.sendInputEvent({ type: 'keyUp', keyCode: key, modifiers })
    },
  } satisfies MenuItemConstructorOptions
}
