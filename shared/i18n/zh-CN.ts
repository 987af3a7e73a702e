import { common } from './zh-CN/common.ts'
import { errors } from './zh-CN/errors.ts'
import { rights } from './zh-CN/rights.ts'
import { shell } from './zh-CN/shell.ts'
import { states } from './zh-CN/states.ts'

/** The source of truth for every text: one file a feature under `zh-CN/`, joined here. Keys read `feature.key`. */
export const zhCN = { common, errors, rights, shell, states } as const
