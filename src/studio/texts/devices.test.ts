// What computes, in words, and what its trial found out.
import i18next from 'i18next'
import { beforeEach, expect, it } from 'vitest'
import type { BackendTrial } from '../../worker/protocol.ts'
import { choiceLabel, sayTrials } from './devices.ts'
import { languageResources } from './resources.ts'

beforeEach(async () => {
  const interpolation = { escapeValue: false }
  await i18next.init({ lng: 'en', resources: languageResources, interpolation, showSupportNotice: false })
})

const trial = (backend: BackendTrial['backend'], milliseconds: number | null, threads?: number): BackendTrial => ({
  backend,
  millisecondsPerStep: milliseconds,
  refused: null,
  ...(threads !== undefined && { threads }),
})

/** Intl puts a space of its own between figure and unit. */
const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

it('says what each device took, the one that trains first, in both languages', async () => {
  const trials = [trial('wasm', 22.4, 2), trial('webgl', 131.6), trial('webgpu', 4.123)]
  expect(spaced(sayTrials('webgpu', trials))).toBe(
    'Trains on the fastest for this table. Your GPU: 4.1 ms a step · CPU (2 threads): 22 ms · Your GPU (WebGL): 132 ms',
  )
  await i18next.changeLanguage('zh')
  expect(sayTrials('webgpu', trials)).toBe(
    '用训练这张表格最快的设备。您的显卡：每步 4.1毫秒 · 处理器（2 个线程）：22毫秒 · 您的显卡（WebGL）：132毫秒',
  )
})

it('says so where there was nothing to compare with', () => {
  const refused: BackendTrial = { backend: 'webgpu', millisecondsPerStep: null, refused: 'no adapter' }
  expect(spaced(sayTrials('wasm', [refused, trial('wasm', 0.45, 1)]))).toBe(
    'Trains on the only device that works here. CPU (1 thread): 0.45 ms a step',
  )
  expect(sayTrials('wasm', [trial('wasm', null, 8)])).toBe('Trains on: CPU (8 threads)')
})

it('names a choice by device and way', () => {
  expect(choiceLabel('webgpu', undefined)).toBe('Your GPU (WebGPU)')
  expect(choiceLabel('wasm', 2)).toBe('CPU (WebAssembly, 2 threads)')
  expect(choiceLabel('wasm', undefined)).toBe('CPU (WebAssembly)')
  expect(choiceLabel('tfjs-webgpu', undefined)).toBe('TensorFlow.js on WebGPU')
})
