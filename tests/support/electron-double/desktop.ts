import { EventEmitter } from 'node:events'
import { record, state } from './record.ts'

export interface MenuItem {
  label?: string
  role?: string
  accelerator?: string
  registerAccelerator?: boolean
  click?: () => void
  submenu?: MenuItem[]
}

export class Menu {
  #items: MenuItem[] = []
  static #application: Menu | null = null

  static buildFromTemplate(template: MenuItem[]): Menu {
    const menu = new Menu()
    menu.#items = template
    return menu
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application
  }

  get items(): MenuItem[] {
    return this.#items
  }

  popup(_options: { window: unknown }): void {
    record('Menu.popup', this.#items)
  }
}

export const dialog = {
  showSaveDialog: async (_window: unknown, options: unknown) => {
    record('dialog.showSaveDialog', options)
    return { canceled: state.saveAnswer === null, filePath: state.saveAnswer ?? '' }
  },
  showMessageBox: async (_window: unknown, options: unknown) => {
    record('dialog.showMessageBox', options)
    return { response: state.boxAnswer, checkboxChecked: false }
  },
  showErrorBox: (title: string, content: string) => record('dialog.showErrorBox', title, content),
}

export const shell = {
  openExternal: async (url: string) => record('shell.openExternal', url),
  showItemInFolder: (path: string) => record('shell.showItemInFolder', path),
}

export const powerMonitor = new EventEmitter()

export const crashReporter = { start: (options: unknown) => record('crashReporter.start', options) }
