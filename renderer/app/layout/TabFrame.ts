import {
  defineComponent,
  h,
  onActivated,
  onDeactivated,
  onErrorCaptured,
  provide,
  ref,
  shallowRef,
  watch,
  type PropType,
  type VNode,
} from 'vue'
import type { RouteLocationNormalizedLoaded } from 'vue-router'
import ErrorNote from '../../components/feedback/ErrorNote.vue'
import { PAGE_FRAME } from '../page.ts'

/**
 * The component that holds one tab's page. Each tab has a component of its own, because KeepAlive decides by component
 * name what to keep: closing a tab drops exactly its page. Gives the page its own route and whether it is in front, and
 * shows an error of the page in its place instead of an empty window.
 * @param name unique per tab and per refresh
 */
export function createTabFrame(name: string, tabKey: string) {
  return defineComponent({
    name,
    props: {
      page: { type: Object as PropType<VNode>, required: true },
      route: { type: Object as PropType<RouteLocationNormalizedLoaded>, required: true },
    },
    setup(props) {
      const route = shallowRef(props.route)
      const active = ref(true)
      const failure = shallowRef<unknown>(null)
      watch(
        () => props.route,
        (next) => (route.value = next),
        { flush: 'sync' },
      )
      onActivated(() => (active.value = true))
      onDeactivated(() => (active.value = false))
      onErrorCaptured((error) => {
        failure.value = error
        console.error(error)
        return false
      })
      provide(PAGE_FRAME, { tabKey, route, active })
      return () =>
        failure.value === null
          ? h(props.page)
          : h('div', { class: 'page-failure', style: 'padding: 16px' }, [
              h(ErrorNote, { error: failure.value, onRetry: () => (failure.value = null) }),
            ])
    },
  })
}
