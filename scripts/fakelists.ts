// FakeLists: builds the page with the lists of names that made-up people need, in place of all that faker brings with each language.
import type { Plugin } from 'vite'
import { type Definitions, listsFrom } from '../src/encode/fakes/lists.ts'
import type { Locale } from '../src/table/personal/kind.ts'

const source = /^@faker-js\/faker\/locale\/(\w+)$/
const mark = '\0fakelists:'

export function fakeLists(): Plugin {
  return {
    name: 'understudy-fakelists',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id) => (source.test(id) ? mark + id : null),
    async load(id) {
      if (!id.startsWith(mark)) return null
      const name = id.slice(mark.length)
      const { faker } = (await import(name)) as { readonly faker: { readonly rawDefinitions: Definitions } }
      const lists = listsFrom(faker.rawDefinitions, source.exec(name)?.[1] as Locale)
      return `export const faker = { lists: ${JSON.stringify(lists)} }`
    },
  }
}
