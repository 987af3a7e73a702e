import { ChatDotRound, Phone, Place, WarningFilled } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { ActivityKind } from '../../../shared/domain/crm/kinds.ts'

/** In the order of the drawer, the most usual first. */
export const activityKinds: readonly ActivityKind[] = ['call', 'visit', 'message', 'complaint']
export const ACTIVITY_LOOKS: Record<ActivityKind, Component> = {
  call: Phone,
  visit: Place,
  message: ChatDotRound,
  complaint: WarningFilled,
}
