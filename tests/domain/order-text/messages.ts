/**
 * Orders as customers write them, with the right answer beside each. Who writes decides what is usual (`CUSTOMERS`); an
 * answer is `goods base-units`, goods by the keys of `GOODS`. A line in square brackets is one nobody could know for
 * certain from the words: it must be offered, not taken for granted. `?` alone: nothing that is sold, kept as text.
 * `{…}` before a message is what was ordered last time.
 */
export const GOODS: Record<string, [name: string, spec: string]> = {
  mb: ['高筋面包粉', '25kg'],
  gj: ['特制高筋粉', '25kg'],
  ts: ['吐司专用粉', '25kg'],
  jz: ['饺子粉', '25kg'],
  lm: ['拉面粉', '25kg'],
  qm: ['全麦粉', '25kg'],
  ty: ['特一粉', '25kg'],
  mt: ['精制馒头粉', '25kg'],
  bz: ['包子粉', '25kg'],
  jy: ['家用多用途粉', '10kg'],
  xh: ['雪花粉', '25kg'],
  sm: ['石磨面粉', '25kg'],
  dg: ['蛋糕粉', '25kg'],
  qq: ['低筋曲奇粉', '25kg'],
  yb: ['月饼专用粉', '25kg'],
  jzx: ['饺子粉 小包装', '2.5kg×8袋'],
  gjx: ['高筋粉 小包装', '1kg×12袋'],
  djx: ['低筋粉 小包装', '1kg×12袋'],
  cl: ['东北长粒香', '25kg'],
  zz: ['珍珠米', '25kg'],
  sb: ['苏北粳米', '25kg'],
  ss: ['寿司米', '25kg'],
  sim: ['丝苗米', '25kg'],
  zx: ['早籼米', '50kg'],
  ml: ['茉莉香米', '25kg'],
  cl5: ['东北长粒香', '5kg'],
  cl10: ['东北长粒香', '10kg'],
  sim5: ['丝苗米', '5kg'],
  yn: ['圆糯米', '25kg'],
  nf: ['水磨糯米粉', '25kg'],
  yw: ['原味挂面', '1kg'],
  jd: ['鸡蛋挂面', '800g'],
  qg: ['荞麦挂面', '500g'],
  lx: ['龙须面', '800g'],
  kx: ['宽心面', '1kg'],
  bg: ['半干鲜面', '500g×20袋'],
  hm: ['烩面', '400g×20袋'],
  dd: ['东北大豆', '25kg'],
  ld: ['绿豆', '25kg'],
  hd: ['红小豆', '25kg'],
  hei: ['黑豆', '25kg'],
  xm: ['黄小米', '25kg'],
  yms: ['玉米糁', '25kg'],
  ym: ['燕麦片', '25kg'],
  hmi: ['黑米', '25kg'],
  yr: ['薏仁米', '25kg'],
  ydf: ['玉米淀粉', '25kg'],
  tdf: ['土豆淀粉', '25kg'],
  cf: ['小麦澄粉', '25kg'],
  bst: ['一级白砂糖', '50kg'],
  mbt: ['绵白糖', '30kg'],
  dy: ['一级大豆油', '20L'],
  cy: ['非转基因菜籽油', '20L'],
  qs: ['烘焙起酥油', '15kg'],
  dy5: ['一级大豆油', '5L'],
  hs: ['浓香花生油', '5L'],
  yp: ['玉米胚芽油', '5L'],
  jm: ['高活性干酵母', '500g×20袋'],
  pd: ['泡打粉', '1kg×20袋'],
  gl: ['面包改良剂', '1kg×10袋'],
}

/** What each customer usually takes, the most often taken first; the unit is the one they order in. */
export const CUSTOMERS: Record<string, string> = {
  bakery: 'mb gj ts qm dg qq bst mbt qs jm gl ydf',
  noodles: 'lm jz ty bg hm dy ydf',
  shop: 'cl5 cl10 jy jzx gjx djx sim5 yw jd qg lx kx dy5 hs yp',
  canteen: 'ty mt bz cl sb zz sim ld hd xm ydf tdf dy cy bst yn jm',
  newcomer: '',
}

export const MESSAGES = String.raw`
# plain lists
canteen | 特一 20袋 饺子粉10包 再来5袋馒头粉 | ty 20, jz 10, mt 5
canteen | 特一粉20袋，包子粉10袋，馒头粉5袋 | ty 20, bz 10, mt 5
canteen | 老板，明天送20袋特一，10袋包子粉 | ty 20, bz 10
canteen | 特一20 馒头粉10 包子粉8 | ty 20, mt 10, bz 8
canteen | 特一粉*20 包子粉*6 | ty 20, bz 6
canteen | 特一粉x15，苏北粳米x10 | ty 15, sb 10
canteen | 二十袋特一，十五袋馒头粉 | ty 20, mt 15
canteen | 特一要三十袋 | ty 30
canteen | 来两吨特一 | ty 80
canteen | 特一粉一吨半 | ty 60
canteen | 特一半吨 | ty 20
canteen | 你好，给我来10袋珍珠米，谢谢 | zz 10
canteen | 长粒香大米 15袋 | cl 15
canteen | 东北长粒香25kg的15袋 | cl 15
canteen | 苏北米20包 | sb 20
canteen | 粳米20包，珍珠米5包 | sb 20, zz 5
canteen | 丝苗10袋 绿豆2袋 红小豆2袋 | sim 10, ld 2, hd 2
canteen | 绿豆一袋，红豆一袋 | ld 1, hd 1
canteen | 黄小米三袋，绿豆两袋 | xm 3, ld 2
canteen | 小米3袋 糯米2袋 | xm 3, yn 2
canteen | 圆糯米2袋 玉米淀粉1袋 土豆淀粉1袋 | yn 2, ydf 1, tdf 1
canteen | 大豆油6桶，菜籽油4桶 | dy 6, cy 4
canteen | 豆油六桶 菜油四桶 | dy 6, cy 4
canteen | 白糖2袋 酵母1箱 | bst 2, jm 1
canteen | 白砂糖2包，干酵母1件 | bst 2, jm 1
canteen | 面：特一20袋，馒头粉10袋。米：粳米10袋 | ty 20, mt 10, sb 10
canteen | 1.特一粉20袋 2.馒头粉10袋 3.豆油5桶 | ty 20, mt 10, dy 5
bakery | 面包粉30袋 高筋20袋 蛋糕粉10袋 | mb 30, gj 20, dg 10
bakery | 高筋面包粉一吨，吐司粉半吨 | mb 40, ts 20
bakery | 吐司粉10包，全麦5包 | ts 10, qm 5
bakery | 曲奇粉5 蛋糕粉8 | qq 5, dg 8
bakery | 蛋糕粉十袋，酵母两箱，改良剂一箱 | dg 10, jm 2, gl 1
bakery | 起酥油3桶 绵白糖2袋 | qs 3, mbt 2
bakery | 白砂糖4袋 绵白糖4袋 | bst 4, mbt 4
bakery | 全麦粉5袋，玉米淀粉2袋，起酥油2桶 | qm 5, ydf 2, qs 2
bakery | 面包粉20 吐司粉10 低筋曲奇粉5 | mb 20, ts 10, qq 5
bakery | 特制高筋20袋 | gj 20
bakery | 改良剂2箱 酵母3箱 | gl 2, jm 3
bakery | 酵母要3件 | jm 3
bakery | 月饼粉8袋 | yb 8
bakery | 泡打粉1箱 | pd 1
noodles | 拉面粉40袋 | lm 40
noodles | 拉面粉1吨，饺子粉10袋，半干面5箱 | lm 40, jz 10, bg 5
noodles | 烩面3箱 半干鲜面6箱 大豆油2桶 | hm 3, bg 6, dy 2
noodles | 烩面三箱，鲜面六箱 | hm 3, bg 6
noodles | 拉面粉20包 特一10包 淀粉1包 | lm 20, ty 10, ydf 1
noodles | 饺子粉来15袋 | jz 15
noodles | 我要20袋拉面粉，5袋特一，2桶油 | lm 20, ty 5, dy 2
shop | 5kg长粒香10袋，10kg长粒香6袋 | cl5 10, cl10 6
shop | 长粒香5公斤的4件，10公斤的2件 | cl5 16, cl10 8
shop | 丝苗米5kg装2件 | sim5 8
shop | 鸡蛋挂面5箱 原味挂面3箱 | jd 60, yw 36
shop | 龙须面3箱，宽心面2箱，荞麦挂面1箱 | lx 36, kx 24, qg 12
shop | 荞麦面1箱 龙须2箱 | qg 12, lx 24
shop | 鸡蛋面20把 | jd 20
shop | 花生油2箱 玉米油1箱 | hs 8, yp 4
shop | 5L大豆油3箱 | dy5 12
shop | 豆油5L的10桶，花生油4桶 | dy5 10, hs 4
shop | 玉米胚芽油三箱 | yp 12
shop | 小包装饺子粉5箱 高筋小包装2箱 低筋小包装2箱 | jzx 5, gjx 2, djx 2
shop | 饺子粉小包装3件 | jzx 3
shop | 家用粉10袋 | jy 10
shop | 多用途粉 20 袋 | jy 20
shop | 原味挂面2箱半 | yw 30
# voice transcripts
canteen | 嗯那个特一粉给我来二十袋然后馒头粉要十袋再来五桶大豆油 | ty 20, mt 10, dy 5
canteen | 喂老板给我送三十袋特一十袋包子粉还有两袋绿豆 | ty 30, bz 10, ld 2
bakery | 面包粉要四十袋吐司粉二十袋蛋糕粉十五袋酵母两箱 | mb 40, ts 20, dg 15, jm 2
noodles | 拉面粉三十袋饺子粉五袋烩面两箱 | lm 30, jz 5, hm 2
shop | 鸡蛋挂面十箱龙须面五箱花生油三箱 | jd 120, lx 60, hs 12
canteen | 明天早上给我送苏北粳米二十袋珍珠米五袋丝苗米五袋 | sb 20, zz 5, sim 5
canteen | 包子粉要一百袋 | bz 100
canteen | 特一粉要一百二十袋 | ty 120
canteen | 馒头粉两百袋 | mt 200
bakery | 高筋面包粉六十袋 特制高筋粉四十袋 | mb 60, gj 40
# units, weights, both together
canteen | 特一1吨零5袋 | ty 45
canteen | 特一 1吨5袋 | ty 45
canteen | 苏北粳米2吨 | sb 80
canteen | 白砂糖一吨 | bst 20
canteen | 特一粉500公斤 | ty 20
canteen | 绿豆100斤 | ld 2
canteen | 红小豆50斤，黄小米100斤 | hd 1, xm 2
shop | 鸡蛋挂面3箱6把 | jd 42
shop | 花生油1箱2桶 | hs 6
shop | 原味挂面24把 | yw 24
noodles | 半吨饺子粉 | jz 20
noodles | 一吨拉面粉，半吨特一 | lm 40, ty 20
canteen | 大豆油20L 6桶 | dy 6
canteen | 20升豆油4桶 | dy 4
canteen | 50kg白砂糖3袋 | bst 3
bakery | 绵白糖30kg 2袋 | mbt 2
canteen | 东北长粒香 25kg×10袋 | cl 10
# line by line
canteen | 特一粉 20袋\n馒头粉 10袋\n大豆油 5桶 | ty 20, mt 10, dy 5
bakery | 面包粉 30\n吐司粉 10\n酵母 2 | mb 30, ts 10, jm 2
shop | 鸡蛋挂面：5箱\n龙须面：3箱\n花生油：2箱 | jd 60, lx 36, hs 8
noodles | 1、拉面粉20袋\n2、饺子粉10袋\n3、烩面5箱 | lm 20, jz 10, hm 5
canteen | 今天要货：\n特一20\n包子粉10\n绿豆2\n下午送到后门 | ty 20, bz 10, ld 2
canteen | ①珍珠米5袋\n②丝苗米5袋 | zz 5, sim 5
shop | - 长粒香5kg 8袋\n- 长粒香10kg 4袋\n- 丝苗5kg 4袋 | cl5 8, cl10 4, sim5 4
canteen | 特一粉——20袋\n馒头粉——10袋 | ty 20, mt 10
# politeness, notes, times, emoji
canteen | 早上好，特一20袋，馒头粉10袋，下午3点前送到，谢谢[抱拳] | ty 20, mt 10
canteen | 在吗？要10袋特一 | ty 10
canteen | 王老板，麻烦明天送15袋包子粉到食堂后门，谢谢！ | bz 15
bakery | 急！面包粉10袋，今天能送吗 | mb 10
bakery | 面包粉20袋，要新日期的 | mb 20
noodles | 拉面粉30袋[玫瑰]烩面2箱[强] | lm 30, hm 2
shop | 花生油3箱，开票，谢谢 | hs 12
shop | 货到付款哈，鸡蛋挂面4箱 | jd 48
canteen | 特一20袋够了 | ty 20
canteen | 就要10袋珍珠米吧 | zz 10
canteen | 先来5袋绿豆，不急，周三送 | ld 5
bakery | 订30袋面包粉，12月3号送 | mb 30
bakery | 这次要吐司粉20袋就行了 | ts 20
noodles | 拉面粉还有吗？要20袋 | [lm 20]
canteen | 送：特一10，粳米10，豆油3 | ty 10, sb 10, dy 3
# each
canteen | 特一、馒头粉、包子粉各10袋 | ty 10, mt 10, bz 10
canteen | 特一和馒头粉各20袋 | ty 20, mt 20
canteen | 绿豆，红小豆，黄小米各2袋 | ld 2, hd 2, xm 2
bakery | 面包粉 吐司粉各20包，酵母1箱 | mb 20, ts 20, jm 1
shop | 鸡蛋挂面、龙须面各3箱 | jd 36, lx 36
shop | 花生油跟玉米油各一箱 | hs 4, yp 4
canteen | 珍珠米、丝苗米、苏北粳米各要5袋，特一20袋 | zz 5, sim 5, sb 5, ty 20
# corrections in the same message
canteen | 特一20袋，馒头粉10袋，馒头粉改成15袋 | ty 20, mt 15
canteen | 特一20袋，不对，30袋 | ty 30
canteen | 特一20袋 馒头粉10袋\n写错了，馒头粉要8袋 | ty 20, mt 8
canteen | 包子粉10袋，珍珠米5袋，珍珠米不要了 | bz 10
canteen | 特一10袋，绿豆2袋。绿豆算了 | ty 10
canteen | 特一20袋，换成馒头粉 | mt 20
canteen | 特一20袋，绿豆2袋，绿豆换成红小豆 | ty 20, hd 2
canteen | 特一20袋，再多加5袋 | ty 25
canteen | 特一20袋，包子粉10袋，包子粉少2袋 | ty 20, bz 8
bakery | 面包粉20袋，吐司粉10袋\n面包粉改为25袋 | mb 25, ts 10
bakery | 蛋糕粉10袋，哦不对是12袋 | dg 12
bakery | 酵母2箱，改3箱 | jm 3
noodles | 拉面粉20袋，饺子粉10袋，饺子粉去掉 | lm 20
noodles | 拉面粉20 饺子粉10，饺子粉改成5袋，烩面2箱 | lm 20, jz 5, hm 2
shop | 花生油2箱，换成玉米油2箱 | yp 8
shop | 鸡蛋挂面3箱，说错了是5箱 | jd 60
canteen | 不要馒头粉了，特一20袋 | ty 20
canteen | 特一20袋，馒头粉10袋，前面的特一改成25袋 | ty 25, mt 10
# as last time
canteen {ty 20, mt 10} | 同上次 | ty 20, mt 10
canteen {ty 20, mt 10} | 跟上次一样 | ty 20, mt 10
canteen {ty 20, mt 10} | 老样子 | ty 20, mt 10
canteen {ty 20, mt 10} | 照旧，再加2袋绿豆 | ty 20, mt 10, ld 2
canteen {ty 20, mt 10} | 同上次，特一改成30袋 | ty 30, mt 10
canteen {ty 20, mt 10, ld 2} | 和上次一样，绿豆不要了 | ty 20, mt 10
canteen {ty 20, mt 10} | 上次的再来一份，谢谢 | ty 20, mt 10
bakery {mb 30, ts 10} | 老规矩 面包粉加到40袋 | mb 40, ts 10
bakery {mb 30, ts 10} | 按上次的单子，吐司粉换成蛋糕粉 | mb 30, dg 10
noodles {lm 40} | 照旧 | lm 40
shop {jd 60, hs 8} | 跟上回一样，花生油多要1箱 | jd 60, hs 12
# initials, pinyin, codes
canteen | tyf 20 mtf 10 | ty 20, mt 10
canteen | tyf20袋 bzf10袋 | ty 20, bz 10
bakery | dgf 5袋 | dg 5
noodles | lmf 30 | lm 30
canteen | zzm 5 | zz 5
canteen | P0007 10袋 | ty 10
# small slips and short forms
canteen | 特-粉10袋 | ty 10
canteen | 特一面粉20袋 | ty 20
canteen | 馒头面粉10袋 | mt 10
canteen | 麦香源特一20袋 | ty 20
canteen | 雪里红馒头粉10袋 | mt 10
canteen | 包子面10袋 | [bz 10]
canteen | 大米20袋 | [cl 20]
canteen | 面粉20袋 | [ty 20]
canteen | 油5桶 | [dy 5]
shop | 挂面5箱 | [yw 60]
shop | 长粒香10袋 | [cl5 10]
shop | 丝苗米4袋 | sim5 4
bakery | 高筋粉20袋 | [gj 20]
bakery | 糖4袋 | [bst 4]
bakery | 低筋5袋 | qq 5
noodles | 鲜面5箱 | bg 5
noodles | 湿面5箱 | [bg 5]
noodles | 油两桶 | dy 2
newcomer | 特一粉20袋 | ty 20
newcomer | 饺子粉10袋 | jz 10
newcomer | 饺子粉小包装5箱 | jzx 5
newcomer | 一级大豆油5L 2箱 | dy5 8
newcomer | 非转基因菜籽油10桶 | cy 10
newcomer | 丝苗米10袋 | [sim 10]
newcomer | 高活性干酵母1箱，泡打粉1箱 | jm 1, pd 1
newcomer | 水磨糯米粉5袋，圆糯米5袋 | nf 5, yn 5
newcomer | 薏仁米2袋，黑米2袋，燕麦片1袋 | yr 2, hmi 2, ym 1
newcomer | 东北大豆10袋 黑豆2袋 | dd 10, hei 2
newcomer | 早籼米20包 | zx 20
newcomer | 寿司米5袋，茉莉香米5袋 | ss 5, ml 5
newcomer | 石磨面粉10袋 雪花粉10袋 | sm 10, xh 10
newcomer | 玉米糁1袋 小麦澄粉2袋 | yms 1, cf 2
# what is not sold is kept
canteen | 特一20袋 酱油5箱 | ty 20, ?
canteen | 可乐10箱 | ?
bakery | 面包粉10袋，黄油2箱 | mb 10, ?
shop | 方便面3箱，鸡蛋挂面2箱 | ?, jd 24
noodles | 牛肉10斤 | ?
# rows from a spreadsheet
canteen | 特一粉\t20\t袋\n馒头粉\t10\t袋\n大豆油\t5\t桶 | ty 20, mt 10, dy 5
canteen | 品名\t规格\t单位\t数量\n特一粉\t25kg\t袋\t20\n苏北粳米\t25kg\t袋\t10 | ty 20, sb 10
shop | 序号\t商品名称\t数量\t单位\n1\t鸡蛋挂面\t5\t箱\n2\t浓香花生油\t2\t箱 | jd 60, hs 8
bakery | 高筋面包粉\t30袋\n吐司专用粉\t10袋\n高活性干酵母\t2箱 | mb 30, ts 10, jm 2
bakery | 1\t面包粉\t30\t袋\t120\n2\t蛋糕粉\t10\t袋\t118\n3\t酵母\t2\t箱\t300 | mb 30, dg 10, jm 2
shop | 东北长粒香\t5kg\t10\t袋\n东北长粒香\t10kg\t6\t袋\n合计\t\t16 | cl5 10, cl10 6
newcomer | 编码\t数量\nP0007\t20\nP0004\t5 | ty 20, jz 5
`
