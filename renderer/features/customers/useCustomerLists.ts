import { computed } from 'vue'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

/** What forms and filters of customers choose from: regions, sales people, and values already in use. */
export function useCustomerLists() {
  const choices = useApiQuery(orpc.customers.choices, {})
  const tree = useApiQuery(orpc.trees.list, { kind: 'region' })
  const people = useApiQuery(orpc.users.list, {})
  return {
    grades: computed(() => choices.data.value?.grades ?? []),
    industries: computed(() => choices.data.value?.industries ?? []),
    channels: computed(() => choices.data.value?.channels ?? []),
    sources: computed(() => choices.data.value?.sources ?? []),
    tags: computed(() => choices.data.value?.tags ?? []),
    regions: computed(() => tree.data.value ?? []),
    salesPeople: computed(() =>
      (people.data.value ?? [])
        .filter((person) => person.status !== 'disabled')
        .map((person) => ({ value: person.id, label: person.name })),
    ),
  }
}
