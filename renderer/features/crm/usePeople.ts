import { computed } from 'vue'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

/** People reminders may be given to, for a SelectInput. */
export function usePeople() {
  const people = useApiQuery(orpc.crm.people, {})
  return computed(() => (people.data.value ?? []).map(({ id, name }) => ({ value: id, label: name })))
}
