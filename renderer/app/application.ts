import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp, watch, type App as VueApp } from 'vue'
import 'element-plus/dist/index.css'
import './theme.css'
import './element.css'
import { TABLE_LAYOUTS, type TableLayoutStore } from '../components/table/table-types.ts'
import { isLayout } from '../components/table/useTableLayout.ts'
import App from './App.vue'
import { queryClient, whenSignedOut } from './api.ts'
import { registerFeatures, type Feature } from './features.ts'
import { startHotkeys } from './hotkeys.ts'
import { startLive } from './live.ts'
import { preference, setPreference } from './preferences.ts'
import { createAppRouter } from './router.ts'
import { useSession } from './session.ts'

/**
 * Puts the staff application together.
 * @param features all of them; main.ts collects them from the folders
 * @returns the Vue application, not yet mounted
 */
export function createApplication(features: readonly Feature[]): VueApp {
  registerFeatures(features)
  const app = createApp(App)
  app.use(createPinia())
  app.use(VueQueryPlugin, { queryClient })

  app.provide(TABLE_LAYOUTS, userLayouts)

  const session = useSession()
  app.use(createAppRouter())
  startHotkeys(window)
  whenSignedOut(() => session.use(null))

  let stopLive: (() => void) | undefined
  watch(
    () => session.session?.user.id,
    (userId) => {
      stopLive?.()
      stopLive = userId === undefined ? undefined : startLive()
      // what one user saw is not shown to the next
      if (userId === undefined) queryClient.clear()
    },
  )
  return app
}

/** Columns of the tables as each user arranged them. */
const userLayouts: TableLayoutStore = {
  read: (tableId) => {
    const stored = preference(`table.${tableId}`)
    return isLayout(stored) ? stored : null
  },
  write: (tableId, layout) => setPreference(`table.${tableId}`, layout && { ...layout }),
}
