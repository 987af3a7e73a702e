import type { SeededRandom } from './random.ts'

/** Who buys. Names are put together from invented words; phone numbers begin with 100, which no mobile network has. */
export interface SampleCustomer {
  name: string
  shortName: string
  channel: string
  industry: string
  grade: string
  /** Path in the region tree. */
  region: string
  address: string
  contact: string
  mobile: string
  settlement: 'cash' | 'cod' | 'monthly' | 'credit'
  creditDays: number
  /** Yuan; null: no limit. */
  creditLimit: number | null
  /** Mean days between orders, and goods by their use. */
  rhythm: number
  uses: readonly string[]
  size: number
}

export const SAMPLE_STAFF: readonly { name: string; role: string; email: string }[] = [
  { name: '陈晓芸', role: 'order-desk', email: 'chen' },
  { name: '陆小满', role: 'order-desk', email: 'lu' },
  { name: '顾明远', role: 'reviewer', email: 'gu' },
  { name: '沈大力', role: 'warehouse', email: 'shen' },
  { name: '钱广进', role: 'purchaser', email: 'qian' },
  { name: '范清点', role: 'finance', email: 'fan' },
  { name: '周行健', role: 'sales', email: 'zhou' },
  { name: '吴来往', role: 'sales', email: 'wu' },
  { name: '郑好说', role: 'sales', email: 'zheng' },
]

const WORDS =
  '福满 瑞丰 老街 香满楼 东方 和顺 金谷 惠民 新桥 桂花 春来 百味 同心 渔家 四季 天天 大有 江畔 荣记 吉祥 南门 万家 如意 翠园 好邻 明月 一品 鸿运 甜心 麦田'.split(
    ' ',
  )
const SURNAMES = '王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗'
const GIVEN = '建国 秀兰 志强 小红 海燕 文斌 桂英 春生 丽娟 国平 永福 美玲 宏伟 阿香 德明'.split(' ')
const REGIONS = [
  '江苏/澄湖市/城东区',
  '江苏/澄湖市/城西区',
  '江苏/澄湖市/新港区',
  '江苏/云溪县',
  '江苏/柳塘县',
  '浙江/南浔桥镇',
]
const STREETS = '人民路 解放街 桃园路 港口大道 云溪路 学府街 临河路 工业二路'.split(' ')

interface Kind {
  suffixes: string[]
  channel: string
  industry: string
  grades: string[]
  settlements: [SampleCustomer['settlement'], number][]
  limit: [number, number] | null
  rhythm: [number, number]
  uses: string[]
  size: number
  count: number
}

const KINDS: Kind[] = [
  {
    suffixes: ['面馆', '饺子楼', '大酒店', '小笼包', '粥铺', '食堂'],
    channel: '餐饮',
    industry: '餐饮服务',
    grades: ['B', 'C'],
    settlements: [
      ['cod', 0],
      ['monthly', 30],
    ],
    limit: [8_000, 30_000],
    rhythm: [8, 17],
    uses: ['餐饮', '面点', '面馆', '粥铺', '通用'],
    size: 1,
    count: 26,
  },
  {
    suffixes: ['烘焙坊', '西饼屋', '面包房'],
    channel: '餐饮',
    industry: '烘焙',
    grades: ['A', 'B'],
    settlements: [
      ['monthly', 30],
      ['credit', 15],
    ],
    limit: [10_000, 40_000],
    rhythm: [8, 16],
    uses: ['烘焙', '通用'],
    size: 1,
    count: 14,
  },
  {
    suffixes: ['粮油店', '便利店', '副食店', '农贸摊位'],
    channel: '终端店',
    industry: '零售',
    grades: ['C'],
    settlements: [
      ['cash', 0],
      ['cod', 0],
    ],
    limit: null,
    rhythm: [10, 22],
    uses: ['零售', '通用'],
    size: 1,
    count: 20,
  },
  {
    suffixes: ['超市', '生鲜超市', '购物广场'],
    channel: '商超',
    industry: '零售',
    grades: ['A', 'B'],
    settlements: [
      ['monthly', 45],
      ['credit', 60],
    ],
    limit: [60_000, 200_000],
    rhythm: [8, 13],
    uses: ['零售', '通用'],
    size: 3,
    count: 10,
  },
  {
    suffixes: ['粮油批发部', '粮油贸易行', '食品厂'],
    channel: '批发',
    industry: '批发',
    grades: ['A'],
    settlements: [
      ['credit', 30],
      ['monthly', 30],
    ],
    limit: [100_000, 400_000],
    rhythm: [10, 21],
    uses: ['餐饮', '面点', '烘焙', '通用', '豆制品', '米粉'],
    size: 6,
    count: 10,
  },
]

/** The 80 customers of the sample company. */
export function sampleCustomers(random: SeededRandom): SampleCustomer[] {
  const names = new Set<string>()
  let serial = 0
  return KINDS.flatMap((kind) =>
    Array.from({ length: kind.count }, (): SampleCustomer => {
      let word = ''
      let suffix = ''
      do {
        word = random.pick(WORDS)
        suffix = random.pick(kind.suffixes)
      } while (names.has(word + suffix))
      names.add(word + suffix)
      const region = random.pick(REGIONS)
      const [settlement, creditDays] = random.pick(kind.settlements)
      const grade = random.pick(kind.grades)
      return {
        name: `${region.split('/').at(-1)!.slice(0, 2)}${word}${suffix}`,
        shortName: word + suffix,
        channel: kind.channel,
        industry: kind.industry,
        grade,
        region,
        address: `${region.split('/').slice(1).join('')}${random.pick(STREETS)}${random.between(2, 288)}号`,
        contact: SURNAMES[random.between(0, SURNAMES.length - 1)]! + random.pick(GIVEN),
        mobile: `100${(20_000_000 + ++serial * 137).toString()}`,
        settlement,
        creditDays,
        creditLimit: kind.limit
          ? random.between(...(kind.limit.map((n) => n / 1000) as [number, number])) * 1000
          : null,
        rhythm: random.between(...kind.rhythm),
        uses: kind.uses,
        size: kind.size * (grade === 'A' ? 1.5 : 1),
      }
    }),
  )
}

export const SAMPLE_REGIONS = REGIONS
