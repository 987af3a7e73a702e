import { computed, ref, type Ref } from 'vue'
import { useRoute } from 'vue-router'
import { usePage } from './page.ts'
import { useTabs } from './tabs.ts'

/** A document that is being made has `?new` in its address until its first save. Asked while the page opens. */
export function useIsNew(): Ref<boolean> {
  return ref(useRoute().query['new'] !== undefined)
}

/** The tab of a document page: its title, whether it may close, and closing it all the same. */
export function useDocumentTab(title: () => string | undefined, dirty: () => boolean) {
  const tabs = useTabs()
  const asking = ref(false)
  const page = usePage({
    title,
    dirty,
    mayClose: () => {
      asking.value = dirty()
      return !asking.value
    },
  })
  let forced = false
  async function closeAnyway(drop: () => void): Promise<void> {
    if (forced) return
    forced = true
    drop()
    await tabs.close(page.tabKey)
    forced = false
  }
  return { page, closing: computed(() => asking.value && dirty()), stay: () => (asking.value = false), closeAnyway }
}
