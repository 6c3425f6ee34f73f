// Internet: addresses of machines and pages.
import type { Kind } from './kind.ts'

const byte = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const version4 = new RegExp(`^${byte}(?:\\.${byte}){3}(?:/\\d{1,2})?$`)
const version6 = /^(?=(?:[^:]*:){2,7}[^:]*$)(?!.*::.*::)(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}$/i

/** Blocks for documentation: RFC 5737 (version 4) and RFC 3849 (version 6). */
const blocks = ['192.0.2.', '198.51.100.', '203.0.113.']

export const ip: Kind = {
  names: /\bip(?: ?v?[46])?(?: addr(?:ess)?)?\b|\bip ?addr(?:ess)?\b|\bremote addr\b|ip地址|IP地址/,
  test: (text) => version4.test(text) || version6.test(text),
  share: 0.8,
  alone: { share: 0.9, values: 3 },
  make(_person, random, shape) {
    if (!shape.includes(':')) return `${blocks[random.integer(blocks.length)]}${1 + random.integer(254)}`
    const group = () => random.integer(0x10000).toString(16)
    return `2001:db8:${group()}:${group()}::${group()}`
  },
}

export const url: Kind = {
  names: /\burls?\b|\bweb ?(?:site|page)\b|\bhome ?page\b|\blink(?:edin)?\b|网址|主页|链接/,
  test: (text) => /^(?:https?:\/\/|www\.)[^\s/.]+\.[^\s]+$/i.test(text),
  share: 0.7,
  alone: { share: 0.8, values: 3 },
  // Names that are set aside for examples (RFC 2606, section 3).
  make: ({ row }, _random, shape) => `${/^aaa\./i.test(shape) ? 'www.' : 'https://'}example.org/${row.toString(36)}`,
}
