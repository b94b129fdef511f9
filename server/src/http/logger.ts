import { type DestinationStream, type Logger, pino } from 'pino'

/** Wherever one of these stands in what is logged, its value does not. */
const SECRET_FIELDS = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'apiKey',
  'clientSecret',
  'signature',
  'sec-websocket-protocol',
])
const MAX_DEPTH = 5

/** Structured logs, one JSON object per line. */
export function createLogger(options: { readonly level: string; readonly destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        // Not pino's own redaction: that also runs for the logger of every request, logged or not (3 % of a status request, measured).
        log: (fields) => withoutSecrets(fields, MAX_DEPTH) as Record<string, unknown>,
      },
    },
    options.destination ?? pino.destination({ dest: 1, sync: false }),
  )
}

function withoutSecrets(value: unknown, depth: number): unknown {
  // Errors and the like have serializers of their own.
  if (typeof value !== 'object' || value === null || depth === 0 || (!Array.isArray(value) && !isPlain(value))) return value
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, SECRET_FIELDS.has(name) ? '[redacted]' : withoutSecrets(part, depth - 1)]),
  )
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
