// Prose: free text. It is never found and never learnt; asked for, words that mean nothing take its place, as many as there mostly are.
import type { Kind } from './kind.ts'

const latin =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur'.split(
    ' ',
  )

/** The Thousand Character Classic, in which no character comes twice; its first lines. */
const chinese = '天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈'

/** Characters of a text whose column says nothing of it. */
const usualLength = 60

export const prose: Kind = {
  names: /$^/,
  test: () => false,
  share: 1,
  alone: null,
  make({ locale }, random, shape) {
    // Between half and one and a half times what most of them have.
    const length = Math.max(2, Math.round((shape.length || usualLength) * (0.5 + random.uniform())))
    let text = ''
    if (locale === 'zh_CN') {
      while (text.length < length - 1) text += chinese[random.integer(chinese.length)]
      return `${text.replace(/(.{4,9}?)(?=.{4})/g, '$1，')}。`.slice(0, length)
    }
    while (text.length < length) text += `${text === '' ? '' : ' '}${latin[random.integer(latin.length)]}`
    return `${text[0].toUpperCase()}${text.slice(1)}.`
  },
}
