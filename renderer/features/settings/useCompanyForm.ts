import { computed, toRaw, watch } from 'vue'
import type { CompanyView, GradeLimits, ReviewSettings } from '../../../shared/contract/company.ts'
import { VALUE_RULES } from '../../../shared/domain/analytics/customer-value.ts'
import { DEFAULT_NOTE_TEMPLATE } from '../../../shared/domain/printing/note-template.ts'
import { api, orpc, queryClient } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { t } from '../../app/i18n.ts'
import { useSession } from '../../app/session.ts'
import { showToast } from '../../components/feedback/toasts.ts'
import {
  atLeast,
  atMost,
  isEmail,
  isPhone,
  maxLength,
  required,
  type FieldRule,
} from '../../components/inputs/rules.ts'
import { useForm } from '../../components/inputs/useForm.ts'

/** The company's data and settings flat, as the fields show them. Amounts in 分, tax rate in basis points. */
type CompanyHead = Pick<CompanyView, 'name' | 'contact' | 'email' | 'mobile' | 'address' | 'taxId' | 'version'>
export type CompanyForm = Omit<CompanyHead, 'version'> &
  CompanyView['settings']['review'] &
  Omit<CompanyView['settings'], 'review'>

const EMPTY_REVIEW: ReviewSettings = {
  creditLimit: 'hold',
  creditUsage: 'warn',
  usageLimit: 8000,
  prepaidSkips: true,
  laterPayment: 'hold',
  overdue: 'hold',
  overdueAmount: 0,
  overdueDays: 0,
  firstOrder: 'warn',
  newAddress: 'warn',
  floorPrice: 'hold',
  handPrice: 'warn',
  stockShort: 'hold',
  unusualQuantity: 'warn',
  unusualTimes: 5,
  duplicate: 'warn',
  duplicateMinutes: 120,
  margin: 'hold',
  marginFloor: 0,
  discount: 'hold',
  discountLimit: 2000,
  giftBudget: 'hold',
  lotLife: 'hold',
  grades: [],
  saleQuantity: 'hold',
  cutOff: 'hold',
  cutOffTime: '',
  orderAmount: 'off',
  amountLimit: 10_000_000,
  atShipment: true,
  levels: [],
  reasons: [],
  version: 0,
  reviewOwn: false,
}

const EMPTY: CompanyForm = {
  name: '',
  contact: '',
  email: '',
  mobile: '',
  address: '',
  taxId: '',
  ...EMPTY_REVIEW,
  printRows: 8,
  printFooter: '',
  deliveryNote: DEFAULT_NOTE_TEMPLATE,
  idleLockMinutes: 15,
  countReviewOwn: false,
  defaultWarehouseId: null,
  taxRate: 0,
  taxIncluded: true,
  purchasing: { taxIncluded: true, deductTax: true, overReceipt: 0, reviewOwn: true },
  returns: { reviewAmount: 500_000, reviewDays: 90, reviewWithoutBill: true, capShare: 10_000 },
  statements: { buckets: [30, 60, 90, 180, 365], bankAccount: '', replyDays: 7 },
  settlement: { roundingLimit: 1000, discountLimit: 200 },
  customerValue: VALUE_RULES,
}

const GRADE_RANGES = {
  usageLimit: [0, 10_000],
  overdueAmount: [0, Number.MAX_SAFE_INTEGER],
  overdueDays: [0, 3650],
  unusualTimes: [2, 100],
  marginFloor: [-10_000, 10_000],
} as const
/** Limits of grades lie where the company's may lie. */
const gradesInRange: FieldRule<CompanyForm['grades']> = (grades) => {
  const isOutside = (own: GradeLimits) =>
    (Object.keys(GRADE_RANGES) as (keyof typeof GRADE_RANGES)[]).some((limit) => {
      const [least, most] = GRADE_RANGES[limit]
      const value = own[limit]
      return value !== null && (value < least || value > most)
    })
  const bad = grades.find(isOutside)
  return bad ? { key: 'settings.gradeOutside', params: { grade: bad.grade } } : null
}

const bucketsRise: FieldRule<CompanyForm['statements']> = ({ buckets }) => {
  const rise = buckets.every((day, i) => day > (buckets[i - 1] ?? 0) && day <= 3650)
  return rise && buckets.length >= 1 && buckets.length <= 8 ? null : { key: 'settings.bucketsWrong' }
}
/** Bounds rise, scores lie between 1 and 5; otherwise the backend would refuse them. */
const valueRulesHold: FieldRule<CompanyForm['customerValue']> = ({ abc, fixed, segments, lateAfter }) => {
  const rise = (numbers: readonly number[]): boolean => numbers.every((n, i) => i === 0 || n > numbers[i - 1]!)
  if (abc.length !== 2 || !rise([0, ...abc, 10_000])) return { key: 'customerValue.rulesAbcWrong' }
  if (lateAfter < 100 || lateAfter > 1000) return { key: 'customerValue.rulesLateWrong' }
  if (!Object.values(fixed).every((bounds) => bounds.length === 4 && rise(bounds)))
    return { key: 'customerValue.rulesWrong' }
  const ranges = segments.flatMap(({ r, f, m }) => [r, f, m])
  return ranges.every(([least, most]) => least >= 1 && least <= most && most <= 5)
    ? null
    : { key: 'customerValue.rulesSegmentsWrong' }
}
const isTimeOrEmpty: FieldRule<string> = (time) =>
  /^(([01]\d|2[0-3]):[0-5]\d)?$/.test(time) ? null : { key: 'settings.cutOffTime' }
const amountsDiffer: FieldRule<CompanyForm['levels']> = (levels) =>
  new Set(levels.map((level) => level.fromAmount)).size === levels.length ? null : { key: 'settings.levelTwice' }

/** Company data and settings in one form, because they are saved with one version. */
export function useCompanyForm() {
  const session = useSession()
  const query = useApiQuery(orpc.company.get, {})
  const between = (min: number, max: number) => [required(() => t('common.form.notNumber')), atLeast(min), atMost(max)]
  const form = useForm<CompanyForm>({
    initial: EMPTY,
    rules: {
      name: [required(() => t('settings.name')), maxLength(100)],
      contact: [maxLength(50)],
      email: [isEmail, maxLength(200)],
      mobile: [isPhone, maxLength(30)],
      address: [maxLength(200)],
      taxId: [maxLength(30)],
      usageLimit: between(0, 10_000),
      overdueAmount: [atLeast(0, '0')],
      grades: [gradesInRange],
      overdueDays: between(0, 3650),
      unusualTimes: between(2, 100),
      duplicateMinutes: between(1, 10_080),
      marginFloor: between(-10_000, 10_000),
      discountLimit: between(0, 10_000),
      cutOffTime: [isTimeOrEmpty],
      amountLimit: [atLeast(0, '0')],
      levels: [amountsDiffer],
      printRows: between(3, 30),
      printFooter: [maxLength(500)],
      idleLockMinutes: between(0, 480),
      taxRate: [atLeast(0, '0'), atMost(10_000, '100')],
      statements: [bucketsRise],
      customerValue: [valueRulesHold],
    },
  })
  let version = 0

  function take(view: CompanyView): void {
    version = view.version
    form.reset(flat(view))
  }
  // what somebody else saves comes in as long as nothing is typed here
  watch(
    query.data,
    (view) => {
      if (view && !form.dirty.value) take(view)
    },
    { immediate: true },
  )

  /** Saves; true when it went through. */
  async function save(): Promise<boolean> {
    return form.submit(async (values) => {
      const view = await api.company.update(nested(values, version))
      queryClient.setQueryData(orpc.company.get.queryKey({ input: {} }), view)
      take(view)
      // name and lock time are part of the session
      session.use(await api.users.me())
      showToast(t('common.saved'))
    })
  }

  async function reload(): Promise<void> {
    const { data } = await query.refetch()
    if (data) take(data)
  }

  return { form, save, reload, ready: computed(() => query.data.value !== undefined), loadError: query.error }
}

export type CompanyFormState = ReturnType<typeof useCompanyForm>['form']

function flat({ name, contact, email, mobile, address, taxId, settings }: CompanyView): CompanyForm {
  // a copy of its own to type in: what the query keeps cannot be changed
  const { review, ...other } = JSON.parse(JSON.stringify(settings)) as CompanyView['settings']
  return { name, contact, email, mobile, address, taxId, ...review, ...other }
}

/** The review rules as they stand in the fields. */
export const reviewOf = (values: CompanyForm): ReviewSettings => nested(values, 0).settings.review

/** The fields put back where they are kept: head, review rules, everything else. */
function nested(values: CompanyForm, version: number): CompanyHead & { settings: CompanyView['settings'] } {
  const { name, contact, email, mobile, address, taxId, ...settings } = toRaw(values)
  const rules = Object.keys(EMPTY_REVIEW)
  const entries = Object.entries(settings)
  const review = Object.fromEntries(entries.filter(([key]) => rules.includes(key))) as ReviewSettings
  const other = Object.fromEntries(entries.filter(([key]) => !rules.includes(key))) as Omit<
    CompanyView['settings'],
    'review'
  >
  return { version, name, contact, email, mobile, address, taxId, settings: { review, ...other } }
}
