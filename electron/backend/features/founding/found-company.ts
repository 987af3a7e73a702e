import { mkdir } from 'node:fs/promises'
import { ROLE_PRESETS } from '../../../../shared/access.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { newId } from '../../../../shared/ids.ts'
import type { Application } from '../../application.ts'
import type { Company } from '../../backend.ts'
import { insertCompany } from '../company/found.service.ts'
import { insertWalkIn } from '../customers/customers.service.ts'
import { insertAccounts } from '../settlement/found.service.ts'
import { insertOwner } from '../users/found.service.ts'
import { foundingNames } from './names.ts'

export interface Founding {
  companyId: string
  userId: string
  companyName: string
  contact: string
  email: string
  mobile?: string
  timeZone?: string
  locale?: Locale
  passwordHash: string
  sample: boolean
}

/** Makes the file of a new company: a site, a warehouse, the preset roles, the owner, the walk-in customer, the money accounts. */
export async function foundCompany(application: Application, founding: Founding): Promise<Company> {
  await mkdir(application.folder.companyFolder(founding.companyId), { recursive: true })
  const now = application.now()
  const names = foundingNames(founding.locale ?? 'zh-CN')
  try {
    const company = await application.company(founding.companyId)
    const at = now.toISOString()
    await company.units.run({ command: 'home.register', userId: founding.userId, at }, async (db) => {
      const makeId = () => newId(now.getTime())
      await insertCompany(db, { ...founding, names }, at, makeId)
      await insertOwner(db, founding, ROLE_PRESETS, at, makeId)
      await insertWalkIn(db, names, at, makeId)
      await insertAccounts(db, names.accounts, makeId)
    })
    return company
  } catch (error) {
    await application.closeCompany(founding.companyId)
    application.folder.removeCompany(founding.companyId)
    throw error
  }
}
