// Freshname: a name for a column unlike any that is taken.

/** The name, or with a number where it is taken; it is taken from now on. */
export function freshName(name: string, taken: Set<string>): string {
  let fresh = name
  for (let i = 2; taken.has(fresh); i++) fresh = `${name} (${i})`
  taken.add(fresh)
  return fresh
}
