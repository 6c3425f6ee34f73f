// Tables in two halves.
import { expect, it } from 'vitest'
import { halves } from './halves.ts'

const rows = Array.from({ length: 101 }, (_, i) => `${i},x`)

it('deals every row out once, in order, the same way every time, but another way for another name', () => {
  const { train, holdout } = halves(`a,b\n${rows.join('\n')}\n`, 'one')
  const [own, others] = [train, holdout].map((text) => text.trimEnd().split('\n'))
  expect([own.shift(), others.shift()]).toEqual(['a,b', 'a,b'])
  expect([own.length, others.length]).toEqual([51, 50])
  const numbers = (lines: string[]) => lines.map((line) => Number.parseInt(line, 10))
  for (const half of [own, others]) expect(numbers(half)).toEqual(numbers(half).sort((a, b) => a - b))
  expect(new Set([...own, ...others])).toEqual(new Set(rows))
  // No plain alternation or cut: neighbours end up on the same side as well as on different ones, all along the file.
  expect(numbers(own).some((n) => n < 25)).toBe(true)
  expect(numbers(own).some((n) => n > 75)).toBe(true)
  expect(halves(`a,b\n${rows.join('\n')}\n`, 'one')).toEqual({ train, holdout })
  expect(halves(`a,b\n${rows.join('\n')}\n`, 'two').train).not.toBe(train)
})
