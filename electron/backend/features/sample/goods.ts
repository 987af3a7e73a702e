/** What the sample distributor sells. Brands are invented; prices are yuan per base unit, weights kilograms. */
export interface SampleGoods {
  name: string
  brand: string
  spec: string
  /** Path in the product tree. */
  type: string
  unit: string
  packs: { unit: string; base: number }[]
  cost: number
  kilograms: number
  /** How often customers take it. */
  weight: number
  use: string
  /** Kept in the second warehouse. */
  second: boolean
  shelfLifeDays: number
  /** Kept by lot: flour, rice and what is fresh. */
  lotTracked: boolean
  /** Cheaper by the pallet: flour of the main kinds. */
  steps: boolean
  /** Months in which anybody wants it; absent: all. */
  season?: readonly number[]
}

type Row = [name: string, brand: string, spec: string, cost: number, kilograms: number, weight: number, use: string]

const FAMILIES: {
  type: string
  unit: string
  packs: SampleGoods['packs']
  days: number
  second?: true
  rows: Row[]
}[] = [
  {
    type: '面粉/高筋粉',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 270,
    rows: [
      ['高筋面包粉', '麦香源', '25kg', 96, 25, 9, '烘焙'],
      ['特制高筋粉', '金穗坊', '25kg', 88, 25, 8, '烘焙'],
      ['吐司专用粉', '麦香源', '25kg', 104, 25, 5, '烘焙'],
      ['饺子粉', '雪里红', '25kg', 82, 25, 9, '面点'],
      ['拉面粉', '雪里红', '25kg', 85, 25, 7, '面馆'],
      ['全麦粉', '金穗坊', '25kg', 92, 25, 4, '烘焙'],
    ],
  },
  {
    type: '面粉/中筋粉',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 270,
    rows: [
      ['特一粉', '麦香源', '25kg', 76, 25, 10, '通用'],
      ['精制馒头粉', '雪里红', '25kg', 78, 25, 9, '面点'],
      ['包子粉', '金穗坊', '25kg', 80, 25, 8, '面点'],
      ['家用多用途粉', '麦香源', '10kg', 36, 10, 6, '零售'],
      ['雪花粉', '雪里红', '25kg', 90, 25, 5, '面点'],
      ['石磨面粉', '石碾堂', '25kg', 98, 25, 3, '面点'],
    ],
  },
  {
    type: '面粉/低筋粉',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 270,
    rows: [
      ['蛋糕粉', '麦香源', '25kg', 94, 25, 6, '烘焙'],
      ['低筋曲奇粉', '金穗坊', '25kg', 93, 25, 4, '烘焙'],
      ['月饼专用粉', '金穗坊', '25kg', 99, 25, 3, '烘焙'],
    ],
  },
  {
    type: '面粉/小包装',
    unit: '箱',
    packs: [],
    days: 365,
    rows: [
      ['饺子粉 小包装', '雪里红', '2.5kg×8袋', 78, 20, 5, '零售'],
      ['高筋粉 小包装', '麦香源', '1kg×12袋', 62, 12, 4, '零售'],
      ['低筋粉 小包装', '麦香源', '1kg×12袋', 60, 12, 4, '零售'],
    ],
  },
  {
    type: '大米/粳米',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 365,
    rows: [
      ['东北长粒香', '稻花湾', '25kg', 118, 25, 9, '通用'],
      ['珍珠米', '稻花湾', '25kg', 108, 25, 8, '餐饮'],
      ['苏北粳米', '水乡谷', '25kg', 98, 25, 9, '餐饮'],
      ['寿司米', '稻花湾', '25kg', 132, 25, 3, '餐饮'],
    ],
  },
  {
    type: '大米/籼米',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 365,
    rows: [
      ['丝苗米', '水乡谷', '25kg', 112, 25, 6, '餐饮'],
      ['早籼米', '水乡谷', '50kg', 176, 50, 4, '米粉'],
      ['茉莉香米', '南谷丰', '25kg', 150, 25, 3, '餐饮'],
    ],
  },
  {
    type: '大米/小包装',
    unit: '袋',
    packs: [{ unit: '件', base: 4 }],
    days: 365,
    rows: [
      ['东北长粒香', '稻花湾', '5kg', 27, 5, 7, '零售'],
      ['东北长粒香', '稻花湾', '10kg', 52, 10, 7, '零售'],
      ['丝苗米', '水乡谷', '5kg', 26, 5, 5, '零售'],
    ],
  },
  {
    type: '大米/糯米',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 365,
    rows: [
      ['圆糯米', '水乡谷', '25kg', 126, 25, 4, '面点'],
      ['水磨糯米粉', '石碾堂', '25kg', 138, 25, 4, '面点'],
    ],
  },
  {
    type: '挂面/普通挂面',
    unit: '把',
    packs: [{ unit: '箱', base: 12 }],
    days: 365,
    rows: [
      ['原味挂面', '金穗坊', '1kg', 4.2, 1, 8, '零售'],
      ['鸡蛋挂面', '金穗坊', '800g', 4.6, 0.8, 8, '零售'],
      ['荞麦挂面', '石碾堂', '500g', 5.1, 0.5, 4, '零售'],
      ['龙须面', '麦香源', '800g', 4.5, 0.8, 5, '零售'],
      ['宽心面', '麦香源', '1kg', 4.3, 1, 5, '零售'],
    ],
  },
  {
    type: '挂面/鲜湿面',
    unit: '箱',
    packs: [],
    days: 60,
    second: true,
    rows: [
      ['半干鲜面', '雪里红', '500g×20袋', 58, 10, 4, '面馆'],
      ['烩面', '雪里红', '400g×20袋', 55, 8, 3, '面馆'],
    ],
  },
  {
    type: '杂粮/豆类',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 365,
    rows: [
      ['东北大豆', '北垄', '25kg', 122, 25, 4, '豆制品'],
      ['绿豆', '北垄', '25kg', 205, 25, 4, '粥铺'],
      ['红小豆', '北垄', '25kg', 218, 25, 4, '粥铺'],
      ['黑豆', '北垄', '25kg', 196, 25, 2, '粥铺'],
    ],
  },
  {
    type: '杂粮/谷物',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 300,
    rows: [
      ['黄小米', '北垄', '25kg', 164, 25, 5, '粥铺'],
      ['玉米糁', '石碾堂', '25kg', 86, 25, 3, '粥铺'],
      ['燕麦片', '石碾堂', '25kg', 142, 25, 3, '零售'],
      ['黑米', '南谷丰', '25kg', 188, 25, 3, '粥铺'],
      ['薏仁米', '南谷丰', '25kg', 262, 25, 2, '粥铺'],
    ],
  },
  {
    type: '淀粉与糖/淀粉',
    unit: '袋',
    packs: [{ unit: '吨', base: 40 }],
    days: 540,
    rows: [
      ['玉米淀粉', '白玉坊', '25kg', 84, 25, 6, '餐饮'],
      ['土豆淀粉', '白玉坊', '25kg', 176, 25, 5, '餐饮'],
      ['小麦澄粉', '白玉坊', '25kg', 118, 25, 3, '面点'],
    ],
  },
  {
    type: '淀粉与糖/食糖',
    unit: '袋',
    packs: [{ unit: '吨', base: 20 }],
    days: 540,
    rows: [
      ['一级白砂糖', '蔗乡', '50kg', 318, 50, 6, '烘焙'],
      ['绵白糖', '蔗乡', '30kg', 204, 30, 4, '烘焙'],
    ],
  },
  {
    type: '食用油/大桶油',
    unit: '桶',
    packs: [],
    days: 540,
    second: true,
    rows: [
      ['一级大豆油', '清禾', '20L', 158, 18.4, 8, '餐饮'],
      ['非转基因菜籽油', '清禾', '20L', 186, 18.4, 5, '餐饮'],
      ['烘焙起酥油', '麦香源', '15kg', 196, 15, 4, '烘焙'],
    ],
  },
  {
    type: '食用油/小包装油',
    unit: '桶',
    packs: [{ unit: '箱', base: 4 }],
    days: 540,
    second: true,
    rows: [
      ['一级大豆油', '清禾', '5L', 43, 4.6, 7, '零售'],
      ['浓香花生油', '清禾', '5L', 108, 4.6, 4, '零售'],
      ['玉米胚芽油', '清禾', '5L', 62, 4.6, 4, '零售'],
    ],
  },
  {
    type: '辅料/酵母与改良剂',
    unit: '箱',
    packs: [],
    days: 720,
    second: true,
    rows: [
      ['高活性干酵母', '发得好', '500g×20袋', 268, 10, 5, '面点'],
      ['泡打粉', '发得好', '1kg×20袋', 186, 20, 3, '面点'],
      ['面包改良剂', '发得好', '1kg×10袋', 210, 10, 2, '烘焙'],
    ],
  },
]

/** Wanted before the moon festival only. */
const SEASONAL = '月饼专用粉'

/** All goods of the sample company, in the order of their codes. */
export const SAMPLE_GOODS: readonly SampleGoods[] = FAMILIES.flatMap(({ rows, days, second, ...family }) =>
  rows.map(([name, brand, spec, cost, kilograms, weight, use]) => ({
    ...family,
    name,
    brand,
    spec,
    cost,
    kilograms,
    weight,
    use,
    second: second ?? false,
    shelfLifeDays: days,
    lotTracked: /^(面粉|大米|挂面\/鲜湿面)/.test(family.type),
    steps: family.type.startsWith('面粉') && weight >= 8,
    ...(name === SEASONAL && { season: [6, 7, 8] }),
  })),
)

/**
 * A valid EAN-13 of the range that GS1 leaves to each shop itself (200–299), so that no real article has it.
 * @param n up to nine digits
 */
export function ownBarcode(n: number): string {
  const digits = `200${n.toString().padStart(9, '0')}`
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return digits + ((10 - (sum % 10)) % 10)
}
