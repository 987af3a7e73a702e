import type { ImportProblemCode, ImportProblemData } from './problems.ts'

export interface ProblemText {
  /** What is wrong. `{name}` stands for a value of the problem's data. */
  readonly reason: string
  /** What the user can do about it. */
  readonly remedy: string
}
export type ProblemLanguage = 'zh-CN' | 'en'

/** The words of a problem with its data filled in. */
export function problemText(code: ImportProblemCode, data: ImportProblemData, language: ProblemLanguage): ProblemText {
  const text = IMPORT_PROBLEM_TEXTS[code][language]
  const fill = (line: string): string => line.replace(/\{(\w+)\}/g, (_, name: string) => String(data[name] ?? ''))
  return { reason: fill(text.reason), remedy: fill(text.remedy) }
}

type Line = readonly [reason: string, remedy: string]
const text = (zh: Line, en: Line): Record<ProblemLanguage, ProblemText> => ({
  'zh-CN': { reason: zh[0], remedy: zh[1] },
  en: { reason: en[0], remedy: en[1] },
})

/** Data used: `value` as it stands in the cell, `limit`, `decimals`, `error`, `choices`, `field`, `row`, `expected`. */
export const IMPORT_PROBLEM_TEXTS: Record<ImportProblemCode, Record<ProblemLanguage, ProblemText>> = {
  IMPORT_ERROR_CELL: text(
    ['单元格是 Excel 错误 {error}', '在表格中改正公式，或直接填写数值'],
    ['cell holds an Excel error {error}', 'Correct the formula in the sheet or type the value'],
  ),
  IMPORT_REQUIRED: text(
    ['必填项为空', '填写该单元格，或删除这一行'],
    ['a required cell is empty', 'Fill it in or delete the row'],
  ),
  IMPORT_NOT_NUMBER: text(
    ['“{value}”不是数字', '只填数字；单位请填在单位列'],
    ['“{value}” is not a number', 'Enter digits only; put units in the unit column'],
  ),
  IMPORT_NOT_INTEGER: text(
    ['“{value}”不是整数', '填写不带小数的数字'],
    ['“{value}” is not a whole number', 'Enter a number without decimals'],
  ),
  IMPORT_NEGATIVE: text(
    ['“{value}”小于 0', '此列只能填 0 或大于 0 的数'],
    ['“{value}” is below zero', 'Only zero and larger numbers are possible here'],
  ),
  IMPORT_TOO_MANY_DECIMALS: text(
    ['“{value}”的小数超过 {decimals} 位', '四舍五入到 {decimals} 位小数后再导入'],
    ['“{value}” has more than {decimals} decimals', 'Round it to {decimals} decimals'],
  ),
  IMPORT_NUMBER_TOO_LARGE: text(
    ['“{value}”超出可记录的范围', '检查是否填错了列或多输了位数'],
    ['“{value}” is larger than can be kept', 'Check for a wrong column or extra digits'],
  ),
  IMPORT_SCIENTIFIC: text(
    ['“{value}”是科学计数法，原来的数字已看不全', '在 Excel 中把该列设为“文本”或“数值”格式，重新填写完整数字'],
    [
      '“{value}” is in scientific notation, so digits are missing',
      'Format the column as text or number and enter the full digits',
    ],
  ),
  IMPORT_LOST_DIGITS: text(
    ['“{value}”超过 15 位，Excel 已把末尾数字改成 0', '把该列设为“文本”格式，重新填写完整号码'],
    [
      '“{value}” has more than 15 digits, of which Excel keeps only the first 15',
      'Format the column as text and enter the full number again',
    ],
  ),
  IMPORT_PERCENT_UNSURE: text(
    ['“{value}”按 {percent}% 处理，也可能是 {other}%', '带上 % 号填写，就不会有歧义'],
    ['“{value}” was read as {percent}%; it might mean {other}%', 'Write it with the % sign'],
  ),
  IMPORT_NOT_DAY: text(
    ['“{value}”不是日期', '按 2026-03-18 的样子填写'],
    ['“{value}” is not a date', 'Write it like 2026-03-18'],
  ),
  IMPORT_DAY_UNSURE: text(
    ['“{value}”分不清哪个是月、哪个是日', '按 2026-03-18 的样子填写，或在导入时选定日期顺序'],
    ['in “{value}” month and day cannot be told apart', 'Write it like 2026-03-18 or choose the order of dates'],
  ),
  IMPORT_NOT_BOOLEAN: text(
    ['“{value}”不是“是”或“否”', '填写 是 或 否'],
    ['“{value}” is neither yes nor no', 'Enter yes or no'],
  ),
  IMPORT_BAD_CHOICE: text(
    ['“{value}”不在可选项中', '改为其中之一：{choices}'],
    ['“{value}” is not one of the choices', 'Use one of: {choices}'],
  ),
  IMPORT_NOT_TEXT: text(
    ['“{value}”是日期，不是文字', '检查列的对应关系，或把该列设为“文本”格式后重填'],
    ['“{value}” is a date where text belongs', 'Check the column mapping or format the column as text'],
  ),
  IMPORT_TOO_LONG: text(
    ['文字有 {length} 个字，最多 {limit} 个', '缩短内容，或改填到备注列'],
    ['the text has {length} characters, {limit} at most', 'Shorten it or move it to the notes'],
  ),
  IMPORT_NO_COLUMN: text(
    ['表中没有“{field}”列', '在列对应中指定哪一列是“{field}”，或在表格中补上这一列'],
    ['there is no column for “{field}”', 'Choose the column in the mapping or add it to the sheet'],
  ),
  IMPORT_DUPLICATE_IN_FILE: text(
    ['“{value}”与第 {row} 行重复', '只保留一行，或改成不同的编码'],
    ['“{value}” already stands in row {row}', 'Keep one of the rows or give them different codes'],
  ),
  IMPORT_DUPLICATE_NAME: text(
    ['名称“{value}”与第 {row} 行相同，编码或条码不同', '确认是两条不同的资料；不会自动合并'],
    [
      'the name “{value}” also stands in row {row} with another code or barcode',
      'Check that they are two records; they are not merged',
    ],
  ),
  IMPORT_CODE_TAKEN: text(
    ['“{value}”已被“{owner}”使用', '换一个编码或条码，或更新原有资料'],
    ['“{value}” belongs to “{owner}”', 'Use another code or barcode, or update that record'],
  ),
  IMPORT_MATCHED_BY_NAME: text(
    ['“{value}”按名称对应到已有资料 {owner}', '如是另一条资料，请填写编码或条码'],
    [
      '“{value}” was matched by its name to the existing record {owner}',
      'Enter a code or barcode if it is another one',
    ],
  ),
  IMPORT_SAME_NAME_EXISTS: text(
    ['已有同名资料“{value}”（{owner}），将另建一条', '如是同一条，请填写其编码或条码'],
    [
      'another record is named “{value}” ({owner}); a new one will be made',
      'Enter its code or barcode if it is the same',
    ],
  ),
  IMPORT_OPENING_IGNORED: text(
    ['已有资料不再记期初数 {value}', '需要调整时请做调整单或收款单'],
    ['the opening figure {value} is not booked for an existing record', 'Adjust it by a document if needed'],
  ),
  IMPORT_LOTS_KEPT: text(
    ['商品已有库存往来，批次管理没有改动', '请在商品页里切换批次管理'],
    ['stock has moved already, so lot tracking stays as it is', 'Switch it on the page of the product'],
  ),
  IMPORT_PICTURE_UNFIT: text(
    ['表里的图片没有导入：须为 PNG、JPEG 或 WebP，不超过 2 MB', '把图片压缩后再导入，或在商品页里添加'],
    [
      'the picture was left out: it must be PNG, JPEG or WebP and at most 2 MB',
      'Make it smaller, or add it on the page of the product',
    ],
  ),
  IMPORT_PICTURE_KEPT: text(
    ['商品已有图片，没有换成表里的图片', '需要更换时请在商品页里更换'],
    ['the product has a picture already, which was kept', 'Replace it on the page of the product if needed'],
  ),
  IMPORT_PRICE_BELOW_COST: text(
    ['售价 {price} 低于进价 {cost}', '核对两个价格是否填反'],
    ['the sale price {price} is below the purchase price {cost}', 'Check whether the two were swapped'],
  ),
  IMPORT_FRACTIONAL_STOCK: text(
    ['库存 {value} 不是整数', '核对是否把价格填到了库存列'],
    ['a stock of {value} is not a whole number', 'Check that no price was typed as stock'],
  ),
  IMPORT_NO_CUSTOMER: text(
    ['没有客户', '填写客户，或选择记入散客'],
    ['there is no customer', 'Enter one or book such lines to the walk-in customer'],
  ),
  IMPORT_UNKNOWN_CUSTOMER: text(
    ['没有客户“{value}”', '先建立该客户，或选择导入时自动新建'],
    ['there is no customer “{value}”', 'Create it first or let the import create it'],
  ),
  IMPORT_AMBIGUOUS_CUSTOMER: text(
    ['有 {count} 个客户都叫“{value}”', '用客户编码指明是哪一个'],
    ['{count} customers are named “{value}”', 'Say which one by its code'],
  ),
  IMPORT_NAME_MISSING: text(
    ['商品“{value}”在表中没有名称，以编码作名称', '导入后请补上商品名称'],
    ['the product “{value}” has no name in the file; its code is used', 'Enter its name afterwards'],
  ),
  IMPORT_NO_PRODUCT: text(
    ['没有商品编码、条码或名称', '至少填写其中一项'],
    ['there is no product code, barcode or name', 'Enter at least one of them'],
  ),
  IMPORT_UNKNOWN_PRODUCT: text(
    ['没有商品“{value}”', '先建立该商品，或选择导入时自动新建'],
    ['there is no product “{value}”', 'Create it first or let the import create it'],
  ),
  IMPORT_AMBIGUOUS_PRODUCT: text(
    ['有 {count} 个商品都叫“{value}”', '用编码或条码指明是哪一个'],
    ['{count} products are named “{value}”', 'Say which one by its code or barcode'],
  ),
  IMPORT_UNKNOWN_UNIT: text(
    ['该商品没有单位“{value}”', '改用商品已有的单位，或先给商品加上这个单位'],
    ['the product has no unit “{value}”', 'Use one of its units or add this one to the product'],
  ),
  IMPORT_UNKNOWN_WAREHOUSE: text(
    ['没有仓库“{value}”', '先建立该仓库，或改成已有的仓库名称'],
    ['there is no warehouse “{value}”', 'Create it first or use the name of an existing one'],
  ),
  IMPORT_RETURN_LINE: text(
    ['数量 {value} 小于 0，按退货处理', '如不是退货，请改为正数'],
    ['a quantity of {value} is taken as a return', 'Make it positive if it is not one'],
  ),
  IMPORT_ZERO_PRICE: text(
    ['单价为 0', '如是赠品可照此导入，否则请填写单价'],
    ['the price is zero', 'Leave it for a free item, otherwise enter the price'],
  ),
  IMPORT_AMOUNT_MISMATCH: text(
    ['金额 {value} 与数量×单价 {expected} 不符', '核对数量、单价、折扣和金额'],
    ['the amount {value} is not quantity × price = {expected}', 'Check quantity, price, discount and amount'],
  ),
  IMPORT_ORDER_DISAGREES: text(
    ['同一单号下的“{field}”与第 {row} 行不一致', '同一张单的各行应填相同的客户和日期'],
    ['“{field}” differs from row {row} of the same order', 'All lines of an order need the same customer and date'],
  ),
  IMPORT_ORDER_UNFINISHED: text(
    ['订单状态是“{value}”，不算已完成的历史', '这些行不导入；确实完成了的，改掉状态'],
    ['the order is “{value}” and not finished history', 'Its lines are left out; change the state if it was finished'],
  ),
  IMPORT_ORDER_EXISTS: text(
    ['单号“{value}”已存在', '该单已导入过；如需重导，请先撤销上次导入'],
    ['the order “{value}” exists already', 'Undo the former import before importing it again'],
  ),
}
