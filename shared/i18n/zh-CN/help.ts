/** The frame of the help centre; its pages are in resources/help. */
export const help = {
  title: '帮助',
  contents: '目录',
  search: '在帮助中查找',
  none: '没有找到“{text}”，换个说法试试',
  hits: '{count} 篇',
  open: '本页帮助',
  keys: '快捷键一览',
} as const
