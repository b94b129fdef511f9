import { hash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AtelierError } from '../../domain/errors.ts'

/** How many requests are answered; 0 is no limit. Counted in this process. */
export interface RequestLimits {
  /** Of an IP address, in five minutes. */
  readonly perIp: number
  /** Of an access token or API key, in a minute. */
  readonly perToken: number
}

export interface RequestCounter {
  /** @throws rate_limited */
  countIp(ip: string): Promise<void>
  /** @throws rate_limited */
  countToken(token: string): Promise<void>
  /** A refused poll that is looked at all the same. @throws rate_limited */
  countRefused(ip: string): Promise<void>
}

const IP_WINDOW_SECONDS = 300
const TOKEN_WINDOW_SECONDS = 60
/** In a second: enough for a thousand tasks behind one address, and not enough to keep the database busy. */
const REFUSED_PER_IP = 100

export function createRequestCounter({ perIp, perToken }: RequestLimits): RequestCounter {
  const countIp = counter(perIp, IP_WINDOW_SECONDS)
  const countToken = counter(perToken, TOKEN_WINDOW_SECONDS)
  const countRefused = counter(REFUSED_PER_IP, 1)
  // Hashed: a limiter that is looked into gives no token away.
  return { countIp, countRefused, countToken: (token) => countToken(hash('sha256', token, 'base64')) }
}

function counter(points: number, windowSeconds: number): (key: string) => Promise<void> {
  if (points === 0) return () => Promise.resolve()
  const limiter = new RateLimiterMemory({ points, duration: windowSeconds })
  return async (key) => {
    try {
      await limiter.consume(key)
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new AtelierError('rate_limited')
      throw error
    }
  }
}

const SHORTEST_INTERVAL_MS = 1000
/** Well below the time after which an unpolled task is lost. */
const LONGEST_INTERVAL_MS = 5000
/** What one poller leaves of its limits to its other calls. */
const SPARE = 1.25

/** How long a client is told to wait before it polls again: so long that one that polls without end stays inside both limits. Milliseconds. */
export function pollingIntervalMs({ perIp, perToken }: RequestLimits): number {
  const perRequestMs = [
    [perIp, IP_WINDOW_SECONDS],
    [perToken, TOKEN_WINDOW_SECONDS],
  ].map(([points, seconds]) => (points === 0 ? 0 : (seconds! * 1000 * SPARE) / points!))
  const needed = Math.ceil(Math.max(...perRequestMs) / 50) * 50
  return Math.min(LONGEST_INTERVAL_MS, Math.max(SHORTEST_INTERVAL_MS, needed))
}
