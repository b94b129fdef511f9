import { sql } from 'kysely'
import type { Queries } from '../../db/connect.ts'
import type { Clock } from '../../ports/clock.ts'

const COUNTED = 1000
const MAX_AGE_MS = 250

/**
 * How many queued jobs come before a job. The head of the queue is read at most four times a second and serves every reader, so that a
 * thousand pollers cost one query. A job that is not in the head, or came after it was read, stands at its end.
 */
export function createQueuePositions({ queries, clock }: { readonly queries: Queries; readonly clock: Clock }) {
  let head: { readonly at: number; readonly positions: Promise<ReadonlyMap<string, number>> } | undefined

  async function read(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await sql<{ job_id: string }>`
      select job_id from queue order by fair_rank, job_id limit ${COUNTED}
    `.execute(queries)
    return new Map(rows.map(({ job_id }, position) => [job_id, position]))
  }

  function refresh(): Promise<ReadonlyMap<string, number>> {
    head = { at: clock.now(), positions: read() }
    head.positions.catch(() => (head = undefined))
    return head.positions
  }

  return {
    async of(job: { readonly id: string }): Promise<number> {
      const positions = await (head && clock.now() - head.at < MAX_AGE_MS ? head.positions : refresh())
      return positions.get(job.id) ?? positions.size
    },
  }
}
