/** The grid's own few texts; what concerns a column or a row comes from the parent. */
export interface GridTexts {
  readonly rowNumber: string
  readonly emptyRows: string
  readonly searching: string
  readonly noHit: (text: string) => string
  readonly unknownCode: (code: string) => string
  readonly notChosen: (text: string) => string
  readonly searchFailed: string
  readonly notEditable: string
  readonly problemCount: (errors: number, warnings: number) => string
  readonly pasted: (rows: number, rejected: number, beyond: number) => string
  readonly resize: (title: string) => string
  readonly hits: (count: number) => string
}

export type GridLanguage = 'zh-CN' | 'en'

export const gridTexts: Readonly<Record<GridLanguage, GridTexts>> = {
  'zh-CN': {
    rowNumber: '行号',
    emptyRows: '还没有明细',
    searching: '正在查找…',
    noHit: (text) => `没有找到“${text}”，请改一下再试`,
    unknownCode: (code) => `没有编码或条码为 ${code} 的记录，请核对后重新输入`,
    notChosen: (text) => `“${text}”还没有选定，按 F2 再按 Enter 选一个`,
    searchFailed: '查找没有成功，按 F2 再按 Enter 重试',
    notEditable: '这一格不能修改',
    problemCount: (errors, warnings) =>
      [errors > 0 ? `${errors} 处错误` : '', warnings > 0 ? `${warnings} 处提醒` : ''].filter(Boolean).join(' · '),
    pasted: (rows, rejected, beyond) =>
      [
        `已粘贴 ${rows} 行`,
        rejected > 0 ? `${rejected} 格没有识别，已用红字保留` : '',
        beyond > 0 ? `${beyond} 格落在表格或可编辑列之外，没有粘贴` : '',
      ]
        .filter(Boolean)
        .join('，'),
    resize: (title) => `调整“${title}”的列宽，双击恢复`,
    hits: (count) => `${count} 条结果`,
  },
  en: {
    rowNumber: 'No.',
    emptyRows: 'No lines yet',
    searching: 'Searching…',
    noHit: (text) => `Nothing found for “${text}”: change it and try again`,
    unknownCode: (code) => `No record has the code or barcode ${code}: check it and enter it again`,
    notChosen: (text) => `“${text}” is not chosen yet: press F2, then Enter to pick one`,
    searchFailed: 'The search did not succeed: press F2, then Enter to try again',
    notEditable: 'This cell cannot be changed',
    problemCount: (errors, warnings) =>
      [
        errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : '',
        warnings > 0 ? `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : '',
      ]
        .filter(Boolean)
        .join(' · '),
    pasted: (rows, rejected, beyond) =>
      [
        `${rows} ${rows === 1 ? 'row' : 'rows'} pasted`,
        rejected > 0 ? `${rejected} not understood, kept in red` : '',
        beyond > 0 ? `${beyond} outside the grid or its editable columns, not pasted` : '',
      ]
        .filter(Boolean)
        .join(', '),
    resize: (title) => `Resize “${title}”, double-click to reset`,
    hits: (count) => `${count} ${count === 1 ? 'result' : 'results'}`,
  },
}

/** The keys of the grid for the cheat sheet, in both languages. */
export const gridKeys: readonly { readonly keys: string; readonly 'zh-CN': string; readonly en: string }[] = [
  { keys: 'Enter / Shift+Enter', 'zh-CN': '下一个 / 上一个常填格', en: 'Next / previous usual cell' },
  { keys: 'Tab / Shift+Tab', 'zh-CN': '下一个 / 上一个可填格', en: 'Next / previous editable cell' },
  { keys: 'F2', 'zh-CN': '在原内容上修改', en: 'Edit in place' },
  { keys: 'Esc', 'zh-CN': '关闭列表，再按离开单元格', en: 'Close the list, then leave the cell' },
  { keys: 'Alt+↓', 'zh-CN': '打开选择列表', en: 'Open the list' },
  { keys: 'Ins / Ctrl+Del', 'zh-CN': '插入 / 删除行', en: 'Insert / delete row' },
  { keys: 'Ctrl+D', 'zh-CN': '复制上一行的格', en: 'Copy the cell above' },
  { keys: 'Alt+↑↓', 'zh-CN': '上移 / 下移行（列表格用 Alt+Shift+↑↓）', en: 'Move row (Alt+Shift+↑↓ in list cells)' },
  { keys: '+ / -', 'zh-CN': '数量加一 / 减一', en: 'Step the quantity' },
  { keys: 'Ctrl+.', 'zh-CN': '下一处错误或提醒', en: 'Next error or warning' },
  { keys: 'Ctrl+Z / Ctrl+Y', 'zh-CN': '撤销 / 重做', en: 'Undo / redo' },
  { keys: 'Ctrl+C / Ctrl+V', 'zh-CN': '复制所选 / 从 Excel 粘贴', en: 'Copy the selection / paste from Excel' },
]
