import type { Clock } from '../ports/clock.ts'

export const HEARTBEAT = Symbol('heartbeat')

/**
 * The items of `source`, and a heartbeat whenever it was silent for `everyMs`. One item is asked for at a time, so a slow reader slows the
 * source. To end it early, end the source (by its abort signal).
 */
export async function* withHeartbeats<T>(source: AsyncIterable<T>, clock: Clock, everyMs: number): AsyncGenerator<T | typeof HEARTBEAT> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = iterator.next()
      for (;;) {
        const beat = Promise.withResolvers<typeof HEARTBEAT>()
        const takeBack = clock.schedule(everyMs, () => beat.resolve(HEARTBEAT))
        const first = await Promise.race([next, beat.promise]).finally(takeBack)
        if (first !== HEARTBEAT) break
        yield HEARTBEAT
      }
      const item = await next
      if (item.done) return
      yield item.value
    }
  } finally {
    await iterator.return?.()
  }
}
