import type { TextsLike } from '../types.ts'
import type { pricing as source } from '../zh-CN/pricing.ts'

export const pricing = {
  strip: 'Gifts and reductions of promotions',
  'mark.off': 'Off',
  'total.off': 'Promotions',
} as const satisfies TextsLike<typeof source>
