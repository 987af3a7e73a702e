import type { Locale } from '../../../../shared/i18n/index.ts'

interface Said {
  name: string
  company: string
  code: string
  /** Empty: the program has no address that a browser could open. */
  link: string
  days: number
}

/** The e-mail that asks whether somebody reads an address. */
export const CONFIRMATION_WORDS = {
  'zh-CN': {
    subject: (company: string) => `请确认邮箱 ${company}`,
    text: ({ name, company, code, link, days }: Said) =>
      [
        `${name}：`,
        '',
        `您在“${company}”的货栈账号用的是这个邮箱。请确认您收得到邮件。`,
        '',
        ...(link ? [`打开：${link}`, ''] : []),
        `${link ? '或者在' : '在'}货栈的登录页点“确认邮箱”（登录后在右上角的用户菜单里），填确认码：`,
        '',
        code,
        '',
        `确认码 ${days} 天内有效，只能用一次。如果不是您的账号，不用理会这封邮件。`,
      ].join('\n'),
  },
  en: {
    subject: (company: string) => `Please confirm your e-mail address ${company}`,
    text: ({ name, company, code, link, days }: Said) =>
      [
        `Dear ${name},`,
        '',
        `your Huozhan account at ${company} has this e-mail address. Please confirm that you read it.`,
        '',
        ...(link ? [`Open ${link}`, ''] : []),
        `${link ? 'Or choose' : 'Choose'} “Confirm e-mail” on Huozhan’s sign-in page, or in the user menu once signed in, and type:`,
        '',
        code,
        '',
        `The code can be used once, within ${days} days. If this is not your account, ignore this e-mail.`,
      ].join('\n'),
  },
} as const satisfies Record<Locale, object>
