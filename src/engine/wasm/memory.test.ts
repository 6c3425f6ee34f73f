import { describe, expect, it } from 'vitest'
import { DeviceMemoryError } from '../errors.ts'
import { Memory } from './memory.ts'

describe.each([false, true])('Memory, shared: %s', (shared) => {
  it('grows without moving or losing anything', () => {
    const memory = new Memory(shared)
    const first = memory.allocate('numbers', 4000)
    memory.floats(first, 1000).fill(3)
    const second = memory.allocate('more numbers', 100 * 2 ** 20)
    memory.bytes(second, 100 * 2 ** 20).fill(1)
    expect(memory.floats(first, 1000).every((value) => value === 3)).toBe(true)
    memory.release(first, 4000)
    expect(memory.allocate('others', 3990)).toBe(first)
  })

  it('says how much it cannot give, and goes on', () => {
    const memory = new Memory(shared)
    expect(() => memory.allocate('a table', 3 * 2 ** 30)).toThrow(DeviceMemoryError)
    const start = memory.allocate('a small table', 100)
    expect(memory.floats(start, 25).length).toBe(25)
  })
})
