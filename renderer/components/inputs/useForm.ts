import { computed, nextTick, reactive, ref, shallowRef, toRaw, type UnwrapNestedRefs } from 'vue'
import { errorText, failureOf } from '../../app/error-text.ts'
import { tAny } from '../../app/i18n.ts'
import type { FieldRule, Problem } from './rules.ts'

export type Rules<Values extends object> = { [Name in keyof Values]?: FieldRule<Values[Name], Values>[] }

export interface FormOptions<Values extends object> {
  /** Values to start with; also what “unchanged” means. */
  initial: Values
  rules?: Rules<Values>
  /** Field a server error belongs to, when its name differs from the form's (`DUPLICATE` and `RULE` carry a field). */
  fieldOf?: (serverField: string) => keyof Values | undefined
}

/**
 * State of a form: values, problems at their fields, whether something is unsaved. A field shows its problem once it
 * was left or the form was sent; a server error that names a field stands at that field until it changes.
 */
export function useForm<Values extends object>({ initial, rules = {}, fieldOf }: FormOptions<Values>) {
  type Name = keyof Values & string
  const values = reactive(structuredClone(initial)) as UnwrapNestedRefs<Values> & Values
  const saved = ref(JSON.stringify(initial))
  const touched = reactive(new Set<string>())
  const serverErrors = reactive(new Map<string, { text: () => string; value: string }>())
  const busy = ref(false)
  /** An error that belongs to no field; show it with ErrorNote. */
  const failure = shallowRef<unknown>(null)

  const problems = computed(() => {
    const found = new Map<string, Problem>()
    for (const name of Object.keys(rules) as Name[])
      for (const rule of rules[name] ?? []) {
        const problem = rule(values[name] as Values[Name], values as Values)
        if (problem) {
          found.set(name, problem)
          break
        }
      }
    return found
  })
  const dirty = computed(() => JSON.stringify(values) !== saved.value)

  /** The text under a field, or null. */
  function error(name: Name): string | null {
    const fromServer = serverErrors.get(name)
    if (fromServer && fromServer.value === JSON.stringify(values[name])) return fromServer.text()
    const problem = touched.has(name) ? problems.value.get(name) : undefined
    return problem ? tAny(problem.key, problem.params) : null
  }

  /** Call when a field is left. */
  const touch = (name: Name): void => void touched.add(name)

  /** Shows every problem; true when there is none. Moves the focus to the first field that needs attention. */
  function validate(): boolean {
    for (const name of Object.keys(rules)) touched.add(name)
    if (problems.value.size === 0) return true
    focusFirstError()
    return false
  }

  /**
   * Validates, then runs `send` with the values. True when it went through; a failure stands at its field, or in
   * `failure`. A second press while it runs does nothing.
   */
  async function submit(send: (values: Values) => Promise<unknown>): Promise<boolean> {
    if (busy.value || !validate()) return false
    busy.value = true
    failure.value = null
    try {
      await send(structuredClone(toRaw(values)) as Values)
      saved.value = JSON.stringify(values)
      return true
    } catch (thrown) {
      place(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  /** Starts over with other values (after saving or reloading). */
  function reset(next: Values = initial): void {
    Object.assign(values, structuredClone(toRaw(next)))
    // as the form holds them: names in another order are no change
    saved.value = JSON.stringify(values)
    touched.clear()
    serverErrors.clear()
    failure.value = null
  }

  function place(thrown: unknown): void {
    const known = failureOf(thrown)
    const names =
      known.code === 'INVALID_INPUT'
        ? known.data.issues.map((issue) => issue.path.split('.')[0]!)
        : known.code === 'DUPLICATE' || known.code === 'RULE'
          ? [known.data.field ?? '']
          : []
    const placed = names.map((name) => fieldOf?.(name) ?? name).filter((name) => name in (values as object)) as Name[]
    for (const name of placed) {
      const text = known.code === 'INVALID_INPUT' ? () => tAny('common.form.invalid') : () => errorText(thrown)
      serverErrors.set(name, { text, value: JSON.stringify(values[name]) })
    }
    if (placed.length === 0) failure.value = thrown
    else focusFirstError()
  }

  return { values, dirty, busy, failure, problems, error, touch, validate, submit, reset }
}

function focusFirstError(): void {
  void nextTick(() => document.querySelector<HTMLElement>('.field [aria-invalid="true"]')?.focus())
}
