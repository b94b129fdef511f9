import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AtelierError } from '../domain/errors.ts'

const WINDOW_SECONDS = 60

/** So many per minute and key, counted in this process. */
export interface RateLimit {
  /** Counts one. @throws rate_limited */
  count(key: string): Promise<void>
  /** Without counting. @throws rate_limited when the next one would be too many. */
  check(key: string): Promise<void>
}

interface LimitReached {
  readonly name: string
  readonly perMinute: number
  readonly windowSeconds: number
  readonly retryAfterSeconds: number
}

const noLimit: RateLimit = { count: () => Promise.resolve(), check: () => Promise.resolve() }

/** `name` is what the `RateLimit-Policy` header calls the limit; 0 per minute is no limit. */
export function createRateLimit(name: string, perMinute: number): RateLimit {
  if (perMinute === 0) return noLimit
  const limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS })
  const refuse = (msBeforeNext: number): never => {
    const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
    throw new AtelierError('rate_limited', `More than ${perMinute} per minute. Wait ${retryAfterSeconds} s.`, {
      details: { limit: { name, perMinute, windowSeconds: WINDOW_SECONDS, retryAfterSeconds } satisfies LimitReached },
    })
  }
  return {
    async count(key) {
      try {
        await limiter.consume(key)
      } catch (error) {
        if (error instanceof RateLimiterRes) refuse(error.msBeforeNext)
        throw error
      }
    },
    async check(key) {
      const state = await limiter.get(key)
      if (state !== null && state.consumedPoints >= perMinute) refuse(state.msBeforeNext)
    },
  }
}

/** The headers that belong to an error of a rate limit; none for others. Source: draft-ietf-httpapi-ratelimit-headers-10. */
export function rateLimitHeaders(error: AtelierError): Record<string, string> {
  const limit = error.details?.['limit'] as LimitReached | undefined
  if (error.code !== 'rate_limited' || limit === undefined) return {}
  if (limit.perMinute === 0) return { 'retry-after': String(limit.retryAfterSeconds) }
  return {
    'retry-after': String(limit.retryAfterSeconds),
    'ratelimit-policy': `"${limit.name}";q=${limit.perMinute};w=${limit.windowSeconds}`,
    ratelimit: `"${limit.name}";r=0;t=${limit.retryAfterSeconds}`,
  }
}
