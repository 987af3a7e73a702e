/** Texts of the desktop's own surfaces (menu, dialogs of main). The screens have theirs in `shared/i18n`. */
const chinese = {
  product: '货栈',
  file: '文件(&F)',
  newWindow: '新窗口',
  quit: '退出',
  edit: '编辑(&E)',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  view: '视图(&V)',
  reload: '重新载入',
  zoomIn: '放大',
  zoomOut: '缩小',
  zoomReset: '实际大小',
  fullScreen: '全屏',
  documents: '单据(&D)',
  newOrder: '新建订单',
  find: '查找与命令',
  help: '帮助(&H)',
  shortcuts: '键盘快捷键',
  unresponsive: '窗口暂时没有响应。',
  wait: '继续等待',
  ok: '确定',
  notSaved: '文件没有保存。如果它正在 WPS 或 Excel 中打开，请先关闭，或换一个文件名。',
  lockedElsewhere: '数据文件夹正被另一个程序使用：',
  backendDied: '后台服务多次意外停止，程序将退出。日志在数据文件夹的 logs 中。退出代码：',
}

type Texts = Readonly<Record<keyof typeof chinese, string>>

const english: Texts = {
  product: 'Huozhan',
  file: '&File',
  newWindow: 'New window',
  quit: 'Quit',
  edit: '&Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  view: '&View',
  reload: 'Reload',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomReset: 'Actual size',
  fullScreen: 'Full screen',
  documents: '&Documents',
  newOrder: 'New order',
  find: 'Find and command',
  help: '&Help',
  shortcuts: 'Keyboard shortcuts',
  unresponsive: 'The window is not answering.',
  wait: 'Keep waiting',
  ok: 'OK',
  notSaved: 'The file was not saved. If it is open in WPS or Excel, close it there, or use another name.',
  lockedElsewhere: 'Another program is using the data folder: ',
  backendDied:
    'The backend stopped several times, so Huozhan will close. The log is in the data folder, under logs. Exit code: ',
}

let texts: Texts = chinese

/** The language of the menu and of main's dialogs: that of the screens, as the preload reports it. */
export function setLanguage(language: string): void {
  texts = language.startsWith('zh') ? chinese : english
}

export function currentTexts(): Texts {
  return texts
}
