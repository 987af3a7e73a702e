import { computed, watch } from 'vue'
import type { CompanyView } from '../../../shared/contract/company.ts'
import { api, orpc, queryClient } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { t } from '../../app/i18n.ts'
import { useSession } from '../../app/session.ts'
import { showToast } from '../../components/feedback/toasts.ts'
import { atLeast, atMost, isEmail, isPhone, maxLength, required } from '../../components/inputs/rules.ts'
import { useForm } from '../../components/inputs/useForm.ts'

/** The company's data and settings flat, as the fields show them. Amounts in 分, tax rate in basis points. */
export type CompanyForm = Pick<CompanyView, 'name' | 'contact' | 'email' | 'mobile' | 'address' | 'taxId'> &
  CompanyView['settings']['review'] &
  Omit<CompanyView['settings'], 'review'>

const EMPTY: CompanyForm = {
  name: '',
  contact: '',
  email: '',
  mobile: '',
  address: '',
  taxId: '',
  creditLimit: 'hold',
  creditUsage: 'warn',
  usageLimit: 8000,
  prepaidSkips: true,
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
  reviewOwn: false,
  printRows: 8,
  printFooter: '',
  idleLockMinutes: 15,
  countReviewOwn: false,
  defaultWarehouseId: null,
  taxRate: 0,
  taxIncluded: true,
  purchasing: { taxIncluded: true, deductTax: true, overReceipt: 0, reviewOwn: true },
}

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
      overdueDays: between(0, 3650),
      unusualTimes: between(2, 100),
      duplicateMinutes: between(1, 10_080),
      marginFloor: between(-10_000, 10_000),
      discountLimit: between(0, 10_000),
      printRows: between(3, 30),
      printFooter: [maxLength(500)],
      idleLockMinutes: between(0, 480),
      taxRate: [atLeast(0, '0'), atMost(10_000, '100')],
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

function flat(view: CompanyView): CompanyForm {
  const { name, contact, email, mobile, address, taxId, settings } = view
  const { review, ...other } = settings
  return { name, contact, email, mobile, address, taxId, ...review, ...other, purchasing: { ...other.purchasing } }
}

function nested(values: CompanyForm, version: number) {
  const { name, contact, email, mobile, address, taxId, printRows, printFooter, idleLockMinutes, ...rest } = values
  const { defaultWarehouseId, countReviewOwn, taxRate, taxIncluded, purchasing, ...review } = rest
  const settings = {
    review,
    printRows,
    printFooter,
    idleLockMinutes,
    defaultWarehouseId,
    countReviewOwn,
    taxRate,
    taxIncluded,
    purchasing,
  }
  return { version, name, contact, email, mobile, address, taxId, settings }
}
