import type { MailState } from '../../../shared/domain/mail/outbox.ts'
import type { Tone } from '../../components/state-tones.ts'

/** Colours of the states of e-mails; their words are `mail.state.*`. */
export const MAIL_TONES: Record<MailState, Tone> = {
  waiting: 'attention',
  sent: 'good-outline',
  failed: 'danger',
  cancelled: 'void',
}
