import { computed, inject, provide, useId, type ComputedRef, type InjectionKey } from 'vue'

/** What a FormField tells the control inside it, so that label, help and error belong to it for screen readers too. */
export interface FieldContext {
  id: string
  describedBy: ComputedRef<string | undefined>
  invalid: ComputedRef<boolean>
  required: ComputedRef<boolean>
}

const FIELD: InjectionKey<FieldContext> = Symbol('form field')

export function provideField(context: FieldContext): void {
  provide(FIELD, context)
}

/** Attributes of the control: bind them with `v-bind` on the native element. */
export function useField(own: { id?: string; invalid?: boolean } = {}) {
  const field = inject(FIELD, null)
  const fallbackId = useId()
  const id = computed(() => own.id ?? field?.id ?? fallbackId)
  const attributes = computed(() => ({
    id: id.value,
    'aria-describedby': field?.describedBy.value,
    'aria-invalid': own.invalid || field?.invalid.value ? true : undefined,
    'aria-required': field?.required.value || undefined,
  }))
  return { id, attributes }
}
