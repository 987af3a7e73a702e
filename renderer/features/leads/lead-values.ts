import type { LeadFields, LeadView } from '../../../shared/contract/leads.ts'

export const blankLead = (): LeadFields => ({
  company: '',
  contact: '',
  mobile: '',
  phone: '',
  email: '',
  address: '',
  industry: '',
  channel: '',
  regionId: null,
  source: '',
  ownerId: null,
  expectedAmount: null,
  nextDay: null,
  notes: '',
})

/** What a form changes of a lead. */
export const leadFieldsOf = (lead: LeadView): LeadFields => ({
  company: lead.company,
  contact: lead.contact,
  mobile: lead.mobile,
  phone: lead.phone,
  email: lead.email,
  address: lead.address,
  industry: lead.industry,
  channel: lead.channel,
  regionId: lead.regionId,
  source: lead.source,
  ownerId: lead.ownerId,
  expectedAmount: lead.expectedAmount,
  nextDay: lead.nextDay,
  notes: lead.notes,
})
