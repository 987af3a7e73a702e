import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  findPairs,
  MOST_ALIKE,
  plainName,
  plainPhone,
  roughSound,
  type Candidate,
} from '../../../shared/domain/customers/duplicates.ts'

const candidate = (id: string, rest: Partial<Candidate> = {}): Candidate => ({
  id,
  name: `客户${id}`,
  pinyin: '',
  phones: [],
  taxId: '',
  ...rest,
})

it('takes names, telephones and sounds for the same however they are typed', () => {
  expect(plainName('北京丰源粮油 有限公司')).toBe(plainName('北京丰源（粮油）'))
  expect(plainName('ＡＢＣ Co., Ltd.')).toBe('abc')
  expect(plainName('公司')).toBe('公司')
  expect(plainPhone('+86 138-0013-8000')).toBe('13800138000')
  expect(plainPhone('0086 13800138000')).toBe('13800138000')
  expect(plainPhone('（0532）8888 6666')).toBe('53288886666')
  expect(plainPhone('86668888')).toBe('86668888')
  expect(roughSound('fengyuanliangyouyouxiangongsi')).toBe(roughSound('fenyuanniangyou'))
})

it('orders pairs by how sure they are and names the reasons once', () => {
  const pairs = findPairs([
    candidate('1', { name: '丰源商行', pinyin: 'fengyuanshanghang', phones: ['13800138000'] }),
    candidate('2', { name: '丰源 商行', pinyin: 'fengyuanshanghang', phones: ['138 0013 8000'] }),
    candidate('3', { name: '沣源商行', pinyin: 'fengyuanshanghang' }),
    candidate('4', { taxId: '91370200ma3abc' }),
    candidate('5', { taxId: '91370200MA3ABC' }),
  ])
  expect(pairs.map(({ oneId, otherId, reasons }) => [oneId + otherId, ...reasons])).toEqual([
    ['12', 'name', 'phone'],
    ['45', 'taxId'],
    ['13', 'sound'],
    ['23', 'sound'],
  ])
})

it('leaves out what too many have, and never pairs a customer with itself', () => {
  const many = Array.from({ length: MOST_ALIKE + 1 }, (_, i) =>
    candidate(String(i), { phones: ['00000000', '0000 0000'] }),
  )
  expect(findPairs(many)).toEqual([])
  expect(findPairs([candidate('1', { phones: ['88886666', '8888-6666'] })])).toEqual([])
})

it('finds exactly the pairs that a comparison of everybody with everybody finds', () => {
  const few = fc.constantFrom('', '丰源', '丰源公司', '福源', '大众')
  const one = fc.record({
    name: few,
    taxId: fc.constantFrom('', '913702001', '913702002'),
    phone: fc.constantFrom('', '13800138000', '053288886666'),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 10 }), (people) => {
      const all = people.map(({ name, taxId, phone }, i) =>
        candidate(String.fromCharCode(65 + i), { name, taxId, phones: [phone] }),
      )
      const slow = new Set<string>()
      for (const a of all)
        for (const b of all) {
          if (a.id >= b.id) continue
          const same = (x: string, y: string, least: number) => x.length >= least && x === y
          if (
            same(plainName(a.name), plainName(b.name), 2) ||
            same(a.taxId, b.taxId, 8) ||
            same(plainPhone(a.phones[0]!), plainPhone(b.phones[0]!), 7)
          )
            slow.add(a.id + b.id)
        }
      expect(new Set(findPairs(all).map(({ oneId, otherId }) => oneId + otherId))).toEqual(slow)
    }),
    { numRuns: 60 },
  )
})

it('finds its pairs among 20,000 customers', () => {
  const all = Array.from({ length: 20_000 }, (_, i) =>
    candidate(String(i).padStart(6, '0'), {
      name: `第${i % 19_000}号商行`,
      pinyin: `di${i % 19_000}haoshanghang`,
      phones: [`138${String(i % 19_500).padStart(8, '0')}`],
    }),
  )
  expect(findPairs(all)).toHaveLength(1500)
})
