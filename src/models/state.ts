// State: the parts of a checkpoint, told apart by the beginnings of their names.

type Values = Readonly<Record<string, Float32Array>>

export function prefixed(prefix: string, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]))
}

export function unprefixed(prefix: string, values: Values): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}
