// Email: addresses of electronic mail.
import { digits, type Kind } from './kind.ts'

/** Set aside for examples and never delivered to (RFC 2606, section 3). */
const domains = ['example.com', 'example.org', 'example.net']

/** The letters a–z of a name; what has no such letters falls away. */
function plain(name: string): string {
  return name
    .replace(/ß/g, 'ss')
    .replace(/[łŁ]/g, 'l')
    .replace(/[øØ]/g, 'o')
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase()
}

export const email: Kind = {
  names: /\be ?mails?\b|\bmail(?: address)?$|邮箱|电子邮件|邮件地址|电邮|\bcourriel\b|\bcorreo\b|\bposta elettronica\b/,
  test: (text) => /^[^\s@,;<>]{1,64}@[^\s@,;<>]+\.[\p{L}\d-]{2,}$/u.test(text),
  share: 0.6,
  alone: { share: 0.8, values: 3 },
  make({ first, last, row }, random) {
    const name = [plain(first), plain(last)].filter(Boolean).join('.')
    // The number of the row makes each address unique; names that no Latin letters spell get digits, as people choose them.
    return `${name || `u${digits(random, 4)}`}${row}@${domains[random.integer(domains.length)]}`
  },
}
