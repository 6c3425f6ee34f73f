// Address: where people live.
import type { Kind } from './kind.ts'

const western =
  /\b(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|square|terrace|highway|hwy|rue|allée|allee|chemin|calle|avda?|avenida|plaza|paseo|via|viale|piazza|corso|ul|ulica|aleja|po box)\b\.?|(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|straat|laan|plein|gracht|gatan|vägen|gata)(?:\b|$)/i

export const address: Kind = {
  names:
    /\baddr(?:ess)?(?: line ?\d?)?$|\b(?:street|home|postal|mailing|billing|shipping|delivery) addr(?:ess)?\b|^street(?: name)?$|\badresse?\b|\banschrift\b|\bstra(?:ß|ss)e\b|\bdirecci[óo]n\b|\bindirizzo\b|\badres\b|\bgatuadress\b|\bdomicilio\b|地址|住址|通讯地址/,
  test: (text) =>
    /\p{Script=Han}/u.test(text)
      ? /[省市区县镇乡村路街道巷弄号楼室栋]/.test(text) && text.length >= 5
      : /\p{L}{2}/u.test(text) && !text.includes('@') && (western.test(text) || (/\d/.test(text) && /\s/.test(text))),
  share: 0.6,
  alone: null,
  make({ locale, street, city, region, postcode }, _random, shape) {
    if (locale === 'zh_CN') return `${region}${city}${street}`
    // With as much as the column's own: a street alone, or its town too.
    if (!shape.includes(',')) return street
    return locale === 'en' ? `${street}, ${city}, ${region} ${postcode}` : `${street}, ${postcode} ${city}`
  },
}
