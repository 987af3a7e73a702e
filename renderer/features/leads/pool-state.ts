import { shallowRef } from 'vue'

/** The company has a 公海 of customers: read by `PoolWatch`, asked by the menu. */
export const poolIsOn = shallowRef(false)
