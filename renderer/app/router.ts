import {
  createRouter,
  createWebHashHistory,
  type RouteLocationNormalized,
  type Router,
  type RouteRecordRaw,
} from 'vue-router'
import { featureRoutes, menuFor } from './features.ts'
import { loadPreferences } from './preferences.ts'
import { useSession } from './session.ts'
import { useTabs } from './tabs.ts'

/** Names of the routes the auth feature provides. */
export const WELCOME_ROUTE = 'welcome'
export const LOGIN_ROUTE = 'login'
/** Reached from an e-mail, by whoever is signed in and by nobody. */
export const CONFIRM_ROUTE = 'confirm'

const FORBIDDEN_ROUTE = 'forbidden'

/** The router: hash history, because the built pages are served from a custom scheme and from plain hosts alike. */
export function createAppRouter(): Router {
  const router = createRouter({ history: createWebHashHistory(), routes: [...featureRoutes(), ...frameRoutes()] })
  const session = useSession()
  const tabs = useTabs()
  tabs.start(router)

  router.beforeEach(async (to) => {
    if (!session.loaded) await session.load()
    if (session.session) await loadPreferences(session.session.user.id)
    return admission(to)
  })
  router.afterEach((to, _from, failure) => {
    if (failure) return
    if (to.meta.layout === 'app') tabs.arrive(to)
  })
  // a page left open over an update asks for chunks that are gone; a reload brings the new ones
  router.onError((error, to) => {
    if (/dynamically imported module|module script failed/i.test(String(error)))
      location.assign(router.resolve(to).href)
    else session.fail(error)
  })
  return router

  /** true to let pass, or where to go instead. */
  function admission(to: RouteLocationNormalized) {
    const { access, layout } = to.meta
    if (session.session === null) {
      if (access === 'public') return true
      const redirect = to.path === '/' ? {} : { redirect: to.fullPath }
      return { name: session.companies.length === 0 ? WELCOME_ROUTE : LOGIN_ROUTE, query: redirect }
    }
    if (to.name === CONFIRM_ROUTE) return true
    if (to.path === '/' || (layout === 'card' && access === 'public')) return startRoute()
    return session.may(access) ? true : { name: FORBIDDEN_ROUTE, replace: true }
  }

  /** Where somebody just signed in begins: the tab left open, else the first entry of their menu. */
  function startRoute() {
    const open = tabs.active ?? tabs.tabs[0]
    if (open) return open.to
    const first = menuFor(session.may)[0]?.entries[0]
    return { name: first?.route ?? FORBIDDEN_ROUTE }
  }
}

function frameRoutes(): RouteRecordRaw[] {
  const page = () => import('./layout/MissingPage.vue')
  return [
    {
      path: '/',
      name: 'start',
      component: page,
      meta: { title: 'shell.home', tab: 'one', access: 'signed-in', layout: 'app' },
    },
    {
      path: '/forbidden',
      name: FORBIDDEN_ROUTE,
      component: page,
      props: { reason: 'forbidden' },
      meta: { title: 'shell.page.forbidden', tab: 'one', access: 'signed-in', layout: 'app' },
    },
    {
      path: '/:path(.*)*',
      name: 'not-found',
      component: page,
      props: { reason: 'not-found' },
      meta: { title: 'shell.page.notFound', tab: 'one', access: 'signed-in', layout: 'app' },
    },
  ]
}
