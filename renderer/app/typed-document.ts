import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { createGridModel, type GridRow } from '../components/LineGrid/index.ts'
import { failureOf } from './error-text.ts'

interface View {
  id: string
  version: number
}

/** What a document of lines is read from and sent by. */
export interface DocumentSource<Stored extends View, Head extends object, Line extends GridRow> {
  query: { data: Ref<Stored | undefined>; refetch: () => Promise<{ data: Stored | undefined }> }
  /** An empty line, whether one is empty, and whether it is complete enough to be sent. */
  lines: { blank: () => Line; isBlank: (line: Line) => boolean; isFilled: (line: Line) => boolean }
  blankHead: () => Head
  headOf: (view: Stored) => Head
  rowsOf: (view: Stored) => Line[]
  isDraft: (view: Stored) => boolean
  /** Sends what is typed; null: it is not stored yet. */
  send: (view: Stored | null, head: Head, lines: Line[]) => Promise<Stored>
  /** Takes a view over into the cache. */
  keep: (view: Stored) => void
}

/**
 * A document of lines: what is stored, what is typed over it (head and lines), and the ways to send it. The page gives the
 * query and says how head and lines are read from a view and sent.
 */
export function useTypedDocument<Stored extends View, Head extends object, Line extends GridRow>(
  source: DocumentSource<Stored, Head, Line>,
) {
  const { blank: blankLine, isBlank: isBlankLine, isFilled } = source.lines
  const base: Ref<Stored | null> = shallowRef(null)
  const head = reactive(source.blankHead()) as Head
  const model = createGridModel<Line>({ rows: [blankLine()], newRow: blankLine, isBlank: isBlankLine })
  const busy = ref<string | null>(null)
  const failure = shallowRef<unknown>(null)
  /** Counts what happened to the lines: makes figures over them follow. */
  const changes = ref(0)
  const clean = ref(snapshot())
  model.onChange(() => changes.value++)

  function snapshot(): string {
    const rows = model.rows.filter((row) => !isBlankLine(row)).map(({ id: _, ...row }) => row)
    return JSON.stringify([head, rows])
  }
  const dirty = computed(() => {
    void changes.value
    const isTyped = base.value === null || source.isDraft(base.value)
    return isTyped && snapshot() !== clean.value
  })
  const overtaken = computed(
    () =>
      dirty.value &&
      base.value !== null &&
      source.query.data.value !== undefined &&
      source.query.data.value.version !== base.value.version,
  )

  function take(view: Stored): void {
    base.value = view
    Object.assign(head, source.headOf(view))
    const rows = source.rowsOf(view)
    model.replace(rows.length > 0 ? rows : [blankLine()])
    failure.value = null
    changes.value++
    clean.value = snapshot()
  }
  watch(
    source.query.data,
    (view) => {
      if (view && !dirty.value && view.version !== base.value?.version) take(view)
    },
    { immediate: true },
  )

  /** Begins a new document with these rows already typed. */
  function begin(rows: readonly Line[], values: Partial<Head> = {}): void {
    Object.assign(head, values)
    model.replace(rows.length > 0 ? rows : [blankLine()])
    changes.value++
  }

  /** What is typed now counts as nothing typed: defaults that arrived late. */
  function settle(): void {
    clean.value = snapshot()
  }

  const lines = (): Line[] => model.rows.filter(isFilled)
  const rejected = computed(() => model.rejected.size > 0)

  async function run(what: string, act: () => Promise<Stored>): Promise<boolean> {
    if (busy.value !== null) return false
    busy.value = what
    failure.value = null
    try {
      const view = await act()
      source.keep(view)
      take(view)
      return true
    } catch (thrown) {
      failure.value = thrown
      return false
    } finally {
      busy.value = null
    }
  }

  const save = (): Promise<boolean> => run('save', () => source.send(base.value, head, lines()))

  /** Saves what is typed, then goes on with what is stored; a refusal leaves the saved draft. */
  const saveAnd = (what: string, act: (view: Stored) => Promise<Stored>): Promise<boolean> =>
    run(what, async () => {
      if (base.value === null || dirty.value) {
        const view = await source.send(base.value, head, lines())
        source.keep(view)
        take(view)
      }
      return act(base.value!)
    })

  async function reload(): Promise<void> {
    const { data } = await source.query.refetch()
    if (data) take(data)
  }

  /** Goes on with what is typed, over what is stored now. */
  async function keepMine(): Promise<void> {
    const { data } = await source.query.refetch()
    if (data) base.value = data
    failure.value = null
  }

  const conflict = computed(
    () => overtaken.value || (failure.value !== null && failureOf(failure.value).code === 'CONFLICT'),
  )
  /** The line (from 1, of the filled ones) a refusal is about. */
  const badLine = computed(() => {
    const known = failure.value === null ? null : failureOf(failure.value)
    return known?.code === 'RULE' ? (known.data.line ?? null) : null
  })

  return {
    view: base,
    head,
    model,
    lines,
    changes,
    dirty,
    rejected,
    busy,
    failure,
    conflict,
    badLine,
    begin,
    settle,
    run,
    save,
    saveAnd,
    reload,
    keepMine,
  }
}
