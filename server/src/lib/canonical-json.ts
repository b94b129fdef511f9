/**
 * JSON text that is the same for equal values, whatever the order of their properties. For comparing and hashing, in the manner of
 * RFC 8785 (its number and string forms are those of JSON.stringify).
 */
export function toCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? // A null prototype takes a property called `__proto__` like any other.
        Object.assign(Object.create(null), Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))))
      : part,
  )
}

/** Whether arrays and objects are nested at most `limit` levels deep. Walks without recursion, so any depth is safe to ask about. */
export function isNestedAtMost(value: unknown, limit: number): boolean {
  let level = [value]
  for (let depth = 0; ; depth++) {
    const containers = level.filter((part): part is object => typeof part === 'object' && part !== null)
    if (containers.length === 0) return true
    if (depth === limit) return false
    level = containers.flatMap((container): unknown[] => Object.values(container))
  }
}
