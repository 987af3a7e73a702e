import type { Ref } from 'vue'
import type { Router } from 'vue-router'
import type { Inputs } from '../../../../shared/contract/index.ts'
import { newId } from '../../../../shared/ids.ts'
import { remembered } from '../../../app/remembered.ts'

/** A letter that is being written. */
export interface MailingDraft {
  /** Customers that were chosen by hand; null: those of the filter. */
  ids: string[] | null
  filter: Extract<Inputs['mailings']['send']['target'], { filter: unknown }>['filter']
  subject: string
  body: string
}

const EMPTY: MailingDraft = { ids: null, filter: {}, subject: '', body: '' }
const isDraft = (value: unknown): value is MailingDraft =>
  typeof value === 'object' && value !== null && Object.keys(EMPTY).every((key) => key in value)

/** The draft of a mailing, kept in this window until it is sent: a reload loses nothing. */
export const mailingDraft = (id: string): Ref<MailingDraft> =>
  remembered(`mailing.${id}`, EMPTY, isDraft, sessionStorage)

/** Opens a new letter to many customers: those chosen, or all a filter finds, or a letter that was sent before. */
export function startMailing(router: Router, draft: Partial<MailingDraft> = {}): void {
  const id = newId()
  mailingDraft(id).value = { ...EMPTY, ...draft }
  void router.push({ name: 'mailing-new', params: { id } })
}
