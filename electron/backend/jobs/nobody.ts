import type { SessionUser } from '../rpc/context.ts'

/** A user who may not sign in any more: only good for saying in whose name a job works. */
export const nobody = (id: string): SessionUser => ({
  id,
  name: '',
  email: '',
  emailConfirmed: false,
  roles: [],
  roleIds: [],
  rights: [],
  ownRights: [],
  deputyFor: [],
  scope: 'all',
  mask: [],
  hasPin: false,
  viaApi: false,
})
