// Software GPU: WebGPU in Node on machines without a graphics card, by the software adapter that Chromium brings along.
import { existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { openNodeGpu } from '../src/engine/webgpu/node.ts'

/** Of glibc and musl: what was loaded once stays loaded. Node has no name for it. */
const RTLD_NODELETE = 0x1000

/** Folders in which a Chromium lies: the one given, where Linux installers put it, and Playwright's. */
async function chromiumFolders(): Promise<string[]> {
  const { chromium } = await import('playwright')
  const given = process.env.CHROMIUM_PATH
  return [
    ...(given && existsSync(given) ? [dirname(realpathSync(given))] : []),
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/opt/google/chrome',
    dirname(chromium.executablePath()),
  ]
}

/** Makes Dawn find Chromium's Vulkan: its loader must be in the process before Dawn asks the system for one. */
async function lendVulkan(): Promise<void> {
  if (process.platform !== 'linux') return
  const folder = (await chromiumFolders()).find((each) => existsSync(join(each, 'vk_swiftshader_icd.json')))
  if (!folder) return
  process.env.VK_ICD_FILENAMES ??= join(folder, 'vk_swiftshader_icd.json')
  const loader = join(folder, 'libvulkan.so.1')
  if (!existsSync(loader)) return
  try {
    process.dlopen({ exports: {} }, loader, constants.dlopen.RTLD_LAZY | RTLD_NODELETE)
  } catch {
    // Node misses the signs of a Node add-on; the library stays all the same, and Dawn finds it by its name.
  }
}

/**
 * Our shaders write all of a workgroup's memory before they read it; a software adapter takes seconds to compile its zeroing.
 */
const flags = ['enable-dawn-features=disable_workgroup_init']

/** A GPU for tests and benches, or the reason why there is none. */
export async function findGpu(): Promise<GPU | string> {
  await lendVulkan()
  try {
    return await openNodeGpu(flags)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
