// Names: names of people, whole and in parts.
import type { Kind } from './kind.ts'

/** The hundred commonest surnames of China (Ministry of Public Security, report on names 2020), and the compound ones. */
const surnames =
  '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙贺陶顾毛郝龚邵万覃武钱严赖洪莫孔汤常温康施文牛樊葛邢安齐易乔庞颜庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房蒲滕屈饶解牟艾尤时阳穆农司古吉卓缪简车项连芦麦褚娄窦岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝]'
const chinese = new RegExp(`^(?:${surnames})[\\p{Script=Han}]{1,3}$`, 'u')
const chineseSurname = new RegExp(`^(?:${surnames})$`, 'u')
const otherScript = /^\p{Script=Han}{1,3}$/u

const word = "\\p{Lu}[\\p{L}\\p{M}'’.-]*"
const particle = "(?:(?:van|von|der|den|de|del|della|da|di|du|la|le|dos|do|y|e|af|zu|ter|bin|al|el) |d[’'])*"
const oneName = new RegExp(`^${particle}${word}(?:[ -]${particle}${word}){0,2}$`, 'u')
const fullName = new RegExp(`^(?:${particle}${word},? ){1,4}${particle}${word}$`, 'u')

const bearer =
  'customers?|patients?|clients?|employees?|persons?|people|students?|pupils?|contacts?|card ?holders?|account holders?|holders?|users?|members?|guests?|doctors?|physicians?|nurses?|teachers?|authors?|tenants?|owners?|passengers?|applicants?|drivers?|staff|manager|beneficiary|guardian|emergency contact'

export const name: Kind = {
  names: new RegExp(
    `\\bfull ?name\\b|\\b(?:${bearer}) name\\b|\\bname of (?:the )?(?:${bearer})\\b|姓名|名字|联系人|患者名|客户名|持卡人|户主|\\bnom complet\\b|\\bnombre completo\\b|\\bnome completo\\b|\\bvollständiger name\\b|\\bimię i nazwisko\\b|\\bnom et prénom\\b|\\bnombre y apellidos?\\b`,
  ),
  vague: new RegExp(`^name$|^(?:${bearer})$|^客户$|^患者$|^naam$|^namn$`),
  test: (text) => (/\p{Script=Han}/u.test(text) ? chinese.test(text) : fullName.test(text)),
  share: 0.7,
  alone: null,
  make: ({ first, last, full }, _random, shape) => (/^[^,]+, /.test(shape) ? `${last}, ${first}` : full),
}

export const firstName: Kind = {
  names:
    /\b(?:first|given|fore|christian) ?names?\b|\bfname\b|\bvorname\b|\bpr[ée]nom\b|^nombre$|^nome$|\bvoornaam\b|\bimi[ęe](?:$| )|\bförnamn\b|^名$/,
  test: (text) => oneName.test(text) || otherScript.test(text),
  share: 0.7,
  alone: null,
  make: ({ first }) => first,
}

export const lastName: Kind = {
  names:
    /\b(?:last|family) ?name\b|\bsurname\b|\blname\b|\bmaiden name\b|\bnachname\b|\bfamilienname\b|^nom(?: de famille)?$|\bapellidos?\b|\bcognome\b|\bachternaam\b|\bnazwisko\b|\befternamn\b|^姓$|姓氏/,
  test: (text) => oneName.test(text) || chineseSurname.test(text),
  share: 0.7,
  alone: null,
  make: ({ last }) => last,
}
