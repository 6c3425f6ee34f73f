// Tests of the run's steering wheel.
import { expect, it } from 'vitest'
import { Control } from './control.ts'

it('permits steps while running and none once stopped', async () => {
  const control = new Control()
  expect(await control.permit()).toBe(true)
  control.stop()
  expect(await control.permit()).toBe(false)
})

it('holds a paused run until it is resumed', async () => {
  const control = new Control()
  control.pause()
  let permitted = false
  const waiting = control.permit().then((go) => {
    permitted = go
  })
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(permitted).toBe(false)
  control.resume()
  await waiting
  expect(permitted).toBe(true)
})

it('lets a paused run do exactly one step', async () => {
  const control = new Control()
  control.pause()
  control.step()
  expect(await control.permit()).toBe(true)
  const second = Promise.race([control.permit(), new Promise((resolve) => setTimeout(() => resolve('held'), 5))])
  expect(await second).toBe('held')
  control.stop()
})

it('holds a run that is paused anew, whatever steps were allowed in the pause before', async () => {
  const control = new Control()
  control.pause()
  control.step()
  control.resume()
  control.pause()
  const held = Promise.race([control.permit(), new Promise((resolve) => setTimeout(() => resolve('held'), 5))])
  expect(await held).toBe('held')
  control.stop()
})

it('ends a paused run that is stopped', async () => {
  const control = new Control()
  control.pause()
  const waiting = control.permit()
  control.stop()
  expect(await waiting).toBe(false)
})
