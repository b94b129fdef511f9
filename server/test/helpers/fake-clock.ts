import type { Clock } from '../../src/ports/clock.ts'

export interface FakeClock extends Clock {
  /** Moves time on and calls what falls due, in order; lets promises settle after each call. */
  advance(byMs: number): Promise<void>
}

/** Time that stands still until it is moved. Begins now, because ids carry the time of the system. */
export function createFakeClock(start = Date.now()): FakeClock {
  let now = start
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  return {
    now: () => now,
    schedule(delayMs, call) {
      const timer = { at: now + Math.max(0, delayMs), call }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async advance(byMs) {
      const until = now + byMs
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (!next) break
        timers.delete(next)
        now = Math.max(now, next.at)
        next.call()
        await settleTurn()
      }
      now = until
      await settleTurn()
    },
  }
}

/** A few turns of the event loop, enough for promise chains that touch no network. */
export async function settleTurn(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise(setImmediate)
}
