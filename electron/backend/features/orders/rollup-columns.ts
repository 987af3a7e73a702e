/** Columns of the rollups as `insertRows` takes them, and how a row that exists takes another one in. */
export const PRODUCT_DAY = ['day', 'product_id', 'warehouse_id', 'quantity', 'amount', 'lines']
export const ADD_PRODUCT_DAY = `on conflict (day, product_id, warehouse_id) do update set
  quantity = sales_product_day.quantity + excluded.quantity, amount = sales_product_day.amount + excluded.amount,
  lines = sales_product_day.lines + excluded.lines`
export const CUSTOMER_DAY = ['day', 'customer_id', 'orders', 'amount']
export const ADD_CUSTOMER_DAY = `on conflict (day, customer_id) do update set
  orders = sales_customer_day.orders + excluded.orders, amount = sales_customer_day.amount + excluded.amount`
export const HABIT =
  'customer_id product_id times quantity last_day last_order_id last_unit last_factor last_quantity last_price'.split(
    ' ',
  )
const NEWER =
  '(excluded.last_day, excluded.last_order_id) > (customer_product.last_day, customer_product.last_order_id)'
export const ADD_HABIT = `on conflict (customer_id, product_id) do update set
  times = customer_product.times + excluded.times, quantity = customer_product.quantity + excluded.quantity, ${HABIT.slice(
    4,
  )
    .map((c) => `${c} = case when ${NEWER} then excluded.${c} else customer_product.${c} end`)
    .join(', ')}`
