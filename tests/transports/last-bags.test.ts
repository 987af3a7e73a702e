import { expect, test } from 'vitest'
import { join } from 'node:path'
import { createHttpHost } from '../../electron/backend/hosts/http.ts'
import { newId } from '../../shared/ids.ts'
import { rpcClient } from './http-client.ts'
import { openApplication } from './ways-in.ts'

/** Thousandths of the base unit in one bag. */
const BAG = 1000

test('two hundred submits at once for the last hundred bags: exactly a hundred are reserved', async () => {
  const { application, close } = await openApplication(() => new Date())
  const host = await createHttpHost(application, { port: 0, rendererFolder: join(application.folder.path, 'none') })
  try {
    const client = rpcClient(host.url)
    const owner = { contact: '王掌柜', email: 'o@example.com', password: 'correct horse battery' }
    await client.home.register({ id: newId(), companyName: '测试粮油', ...owner })
    const [warehouse] = await client.company.warehouses()
    const productId = newId()
    const openingStock = [{ warehouseId: warehouse!.id, quantity: 100 * BAG }]
    const bag = { name: '高筋面粉', baseUnit: '袋', salePrice: 1_000_000 }
    await client.products.create({ id: productId, ...bag, openingStock })
    const customerId = newId()
    await client.customers.create({ id: customerId, name: '城东粮油店' })

    const line = { productId, unit: '袋', quantity: BAG, price: 1_000_000 }
    const orders = await Promise.all(
      Array.from({ length: 200 }, () =>
        client.orders.submit({ id: newId(), version: 0, draft: { customerId, lines: [line] } }),
      ),
    )

    const approved = orders.filter((order) => order.review === 'auto')
    expect(approved).toHaveLength(100)
    expect(approved.every((order) => order.lines[0]!.reserved === BAG)).toBe(true)
    const waiting = orders.filter((order) => order.review === 'pending')
    expect(waiting).toHaveLength(100)
    expect(waiting.every((order) => order.lines[0]!.reserved === 0)).toBe(true)
    expect(new Set(orders.map((order) => order.number)).size).toBe(200)
    const { rows } = await client.inventory.list({ search: bag.name })
    expect(rows).toMatchObject([{ onHand: 100 * BAG, reserved: 100 * BAG, available: 0 }])
  } finally {
    await host.close()
    await close()
  }
})
