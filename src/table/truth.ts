// Truth: the pairs of words that files use for no and yes.

const truthPairs = new Set(
  '0 1|0.0 1.0|f t|n y|no yes|false true|off on|absent present|negative positive|否 是|无 有|假 真|不是 是|错 对|non oui|nein ja|falsch wahr|no sí|no si|não sim|нет да|いいえ はい|아니오 예|× √|✗ ✓'.split(
    '|',
  ),
)

/** Two values as [false, true] where they are a known pair of the two, e.g. `no` and `yes`; null otherwise. */
export function truthPair(texts: readonly string[]): readonly [string, string] | null {
  if (texts.length !== 2) return null
  for (const [no, yes] of [texts, [texts[1], texts[0]]])
    if (truthPairs.has(`${no.toLowerCase()} ${yes.toLowerCase()}`)) return [no, yes]
  return null
}
