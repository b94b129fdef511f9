import type { Clock } from '../../src/ports/clock.ts'

export interface FakeClock extends Clock {
  /** Moves time on; what falls due is called in order, at its own time. */
  advance(byMs: number): void
}

/** A clock that stands still until a test moves it. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let now = startMs
  const waiting = new Set<{ readonly dueAt: number; readonly call: () => void }>()
  return {
    now: () => now,
    schedule(delayMs, call) {
      const entry = { dueAt: now + delayMs, call }
      waiting.add(entry)
      return () => void waiting.delete(entry)
    },
    advance(byMs) {
      const until = now + byMs
      for (;;) {
        const [next] = [...waiting].filter((entry) => entry.dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)
        if (!next) break
        waiting.delete(next)
        now = Math.max(now, next.dueAt)
        next.call()
      }
      now = until
    },
  }
}
