export const pricing = {
  strip: '促销带来的赠品和减免',
  'mark.off': '满减',
  'total.off': '促销减免',
} as const
