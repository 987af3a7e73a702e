import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Question {
  com: string
  num: string
  phone: string
}
export type Behaviour = (question: Question, reply: ServerResponse) => void

/**
 * A tracking service as 快递100 describes its own: checks the signature and the form, wants a telephone number for 顺丰 and
 * 中通, and locks a waybill that is asked for twice within half an hour. `next` makes it misbehave.
 */
export interface TrackingServer {
  url: string
  /** Questions it was asked, in order. */
  asked: Question[]
  /** Answers the next question; afterwards it behaves again. */
  next(behaviour: Behaviour): void
  /** What it tells about every parcel, newest first. */
  events: { ftime: string; context: string; statusCode?: string }[]
  state: string
  close(): Promise<void>
}

export const ACCOUNT = { customer: 'CUSTOMER42', secret: 'key-of-the-shop' }
const HALF_HOUR = 30 * 60_000

export async function startTrackingServer(now: () => Date): Promise<TrackingServer> {
  const last = new Map<string, number>()
  const waiting: Behaviour[] = []
  const service = { asked: [] as Question[], events: [] as TrackingServer['events'], state: '0' }
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
    const param = form.get('param') ?? ''
    const expected = createHash('md5')
      .update(param + ACCOUNT.secret + ACCOUNT.customer)
      .digest('hex')
      .toUpperCase()
    const refuse = (returnCode: string, message: string) =>
      response.end(JSON.stringify({ result: false, returnCode, message }))
    if (request.method !== 'POST' || form.get('customer') !== ACCOUNT.customer) return void refuse('601', 'KEY 已过期')
    if (form.get('sign') !== expected) return void refuse('503', '验证签名失败')
    const question = JSON.parse(param) as Question
    service.asked.push(question)
    const before = last.get(question.num)
    last.set(question.num, now().getTime())
    if (before !== undefined && now().getTime() - before < HALF_HOUR) return void refuse('501', '单号已被锁')
    const misbehave = waiting.shift()
    if (misbehave) return misbehave(question, response)
    if (['shunfeng', 'zhongtong'].includes(question.com) && !/\d{4}$/.test(question.phone))
      return void refuse('408', '手机号码校验不通过')
    if (service.events.length === 0) return void refuse('500', '查询无结果，请隔段时间再查')
    response.end(
      JSON.stringify({
        message: 'ok',
        nu: question.num,
        com: question.com,
        status: '200',
        state: service.state,
        data: service.events,
      }),
    )
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(service, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/poll/query.do`,
    next: (behaviour: Behaviour) => void waiting.push(behaviour),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}
