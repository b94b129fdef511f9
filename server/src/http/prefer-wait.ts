/** A longer wait would meet the time-outs of proxies on the way. */
const MAX_WAIT_SECONDS = 60

/**
 * The seconds of `Prefer: wait=n` (RFC 7240 section 4.3), at most 60; undefined when the caller does not ask for it. What is malformed is
 * ignored, as section 2 demands of any preference that is not understood.
 */
export function preferredWaitSeconds(header: string | string[] | undefined): number | undefined {
  const preferences = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',')
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;.*)?$/i.exec(preference)?.[1]
    if (seconds !== undefined) return Math.min(Number(seconds), MAX_WAIT_SECONDS)
  }
  return undefined
}
