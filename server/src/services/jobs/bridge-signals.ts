import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Clock } from '../../ports/clock.ts'
import type { JobSignals, Signal } from './job-signals.ts'

const CHANNEL = 'atelier_signals'
/** A notification's payload must stay below 8,000 bytes. Source: PostgreSQL manual, NOTIFY. */
const MAX_PAYLOAD_BYTES = 7000
const FLUSH_MS = 5
const RECONNECT_MS = 1000

export interface SignalBridge {
  close(): Promise<void>
}

export interface BridgeOptions {
  readonly pool: pg.Pool
  readonly signals: JobSignals
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/**
 * Carries signals between the processes that share a Postgres. Many go into one NOTIFY, sent after commit and never inside a submitting
 * transaction, where it would serialise commits. A lost connection is made anew; what was missed meanwhile the polls find.
 */
export async function bridgeSignals({ pool, signals, clock, onError }: BridgeOptions): Promise<SignalBridge> {
  const origin = randomUUID()
  let outgoing: Signal[] = []
  let cancelFlush: (() => void) | undefined
  let cancelListen: (() => void) | undefined
  let relaying = false
  let closed = false
  let listener: pg.PoolClient | undefined

  const leave = signals.watchAll((signal) => {
    // What came from another process is not sent back to it; what is settled here is counted here.
    if (relaying || signal.kind === 'settled' || isRepeated(outgoing, signal)) return
    outgoing.push(signal)
    cancelFlush ??= clock.schedule(FLUSH_MS, () => void flush())
  })

  async function flush(): Promise<void> {
    cancelFlush = undefined
    const batch = outgoing
    outgoing = []
    try {
      for (const payload of toPayloads(origin, batch)) await pool.query('select pg_notify($1, $2)', [CHANNEL, payload])
    } catch (error) {
      onError(error)
    }
  }

  function receive({ payload }: pg.Notification): void {
    const [from, batch] = JSON.parse(payload ?? '[]') as [string, Signal[]]
    if (from === origin) return
    relaying = true
    try {
      for (const signal of batch) signals.send(signal)
    } finally {
      relaying = false
    }
  }

  /** @throws what kept it from listening; the connection is given back then. */
  async function listen(): Promise<void> {
    const client = await pool.connect()
    // One break may be told several times, as an event and as the failure of what was under way; each connection is given up once.
    const broken = new Promise<Error>((resolve) => client.once('error', resolve))
    client.on('notification', receive)
    try {
      await client.query(`listen ${CHANNEL}`)
    } catch (error) {
      client.off('notification', receive)
      client.release(error as Error)
      throw error
    }
    listener = client
    if (closed) return leaveChannel()
    void broken.then((error) => {
      if (listener !== client) return
      leaveChannel()
      onError(error)
      listenSoon()
    })
  }

  function listenSoon(): void {
    if (closed) return
    cancelListen = clock.schedule(RECONNECT_MS, () => {
      listen().catch((error: unknown) => {
        onError(error)
        listenSoon()
      })
    })
  }

  function leaveChannel(): void {
    listener?.off('notification', receive)
    // Ends the connection: as one of the pool it would go on listening.
    listener?.release(true)
    listener = undefined
  }

  try {
    await listen()
  } catch (error) {
    leave()
    throw error
  }
  return {
    async close() {
      closed = true
      leave()
      cancelListen?.()
      cancelFlush?.()
      await flush()
      leaveChannel()
    },
  }
}

/** "Look at the queue" and "look at job X" need saying once a batch. */
function isRepeated(outgoing: readonly Signal[], signal: Signal): boolean {
  const last = outgoing.at(-1)
  if (!last || last.kind !== signal.kind) return false
  return last.kind === 'queued' || (last.kind === 'changed' && signal.kind === 'changed' && last.jobId === signal.jobId)
}

function toPayloads(origin: string, batch: readonly Signal[]): string[] {
  const payloads: string[] = []
  let part: Signal[] = []
  let bytes = 0
  for (const signal of batch) {
    const size = Buffer.byteLength(JSON.stringify(signal)) + 1
    if (size > MAX_PAYLOAD_BYTES) continue
    if (bytes + size > MAX_PAYLOAD_BYTES) {
      payloads.push(JSON.stringify([origin, part]))
      part = []
      bytes = 0
    }
    part.push(signal)
    bytes += size
  }
  if (part.length > 0) payloads.push(JSON.stringify([origin, part]))
  return payloads
}
