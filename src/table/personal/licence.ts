// Licence: codes that some office gave to a person or a thing: passports, driving licences, number plates, files, policies.
import type { Kind } from './kind.ts'

/** The provinces that number plates of China begin with (GA 36). */
const provinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'
const plate = new RegExp(`^[${provinces}][A-Z][A-Z\\d]{5,6}$`)

/** Of the same shape: a letter for a letter, a digit for a digit, the rest as it stands. */
export const licence: Kind = {
  names:
    /\bpassport(?: ?(?:no|number|nr))?\b|\b(?:driv\w* )?licen[cs]e(?: ?(?:no|number|nr|plate))?\b|\b(?:number|licen[cs]e|registration) plate\b|\bplate(?: ?(?:no|number))?\b|\bvin\b|\bpolicy ?(?:no|number)\b|\bmedical record(?: ?(?:no|number))?\b|\bmrn\b|\binsurance (?:no|number|id)\b|\bkennzeichen\b|\bpassnummer\b|\bpasaporte\b|\bmatr[ií]cula\b|\bpermis\b|护照|驾驶证|驾照|车牌|病历号|医保|社保/,
  test: (text) => plate.test(text) || /^(?=.*\d)[\p{Lu}\d][\p{Lu}\d ./-]{3,24}$/u.test(text),
  share: 0.7,
  alone: null,
  make: (_person, random, shape) =>
    (shape || 'AA000000')
      .replace(/\d/g, () => String(random.integer(10)))
      .replace(/[A-Z]/g, () => String.fromCharCode(65 + random.integer(26)))
      .replace(/[a-z]/g, () => String.fromCharCode(97 + random.integer(26)))
      .replace(/\p{Script=Han}/gu, () => provinces[random.integer(provinces.length)]),
}
