import { mkdir } from 'node:fs/promises'
import { ROLE_PRESETS } from '../../../../shared/access.ts'
import { newId } from '../../../../shared/ids.ts'
import type { Application } from '../../application.ts'
import type { Company } from '../../backend.ts'
import { insertCompany } from '../company/found.service.ts'
import { insertWalkIn } from '../customers/customers.service.ts'
import { insertAccounts } from '../settlement/found.service.ts'
import { insertOwner } from '../users/found.service.ts'

export interface Founding {
  companyId: string
  userId: string
  companyName: string
  contact: string
  email: string
  mobile?: string
  timeZone?: string
  passwordHash: string
  sample: boolean
}

/** Makes the file of a new company: site 总部, warehouse 主仓, the preset roles, the owner, the walk-in customer 散客, the money accounts. */
export async function foundCompany(application: Application, founding: Founding): Promise<Company> {
  await mkdir(application.folder.companyFolder(founding.companyId), { recursive: true })
  const now = application.now()
  try {
    const company = await application.company(founding.companyId)
    const at = now.toISOString()
    await company.units.run({ command: 'home.register', userId: founding.userId, at }, async (db) => {
      const makeId = () => newId(now.getTime())
      await insertCompany(db, founding, at, makeId)
      await insertOwner(db, founding, ROLE_PRESETS, at, makeId)
      await insertWalkIn(db, at, makeId)
      await insertAccounts(db, makeId)
    })
    return company
  } catch (error) {
    await application.closeCompany(founding.companyId)
    application.folder.removeCompany(founding.companyId)
    throw error
  }
}
