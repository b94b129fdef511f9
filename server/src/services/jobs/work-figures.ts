import { sql } from 'kysely'
import type { Database } from '../../db/connect.ts'

export interface WorkFigures {
  readonly jobs: readonly { readonly operation: string; readonly state: 'queued' | 'running'; readonly count: number }[]
  readonly queues: readonly { readonly operation: string; readonly length: number; readonly oldestAgeSeconds: number }[]
}

/** How much work waits and runs, by operation. Finished jobs are not counted: that would read the whole table at every scrape. */
export async function collectWorkFigures({ queries }: Database, now: number): Promise<WorkFigures> {
  const { rows } = await sql<{ operation: string; state: 'queued' | 'running'; count: number; oldest: number }>`
    select jobs.operation, jobs.state, count(*) as count, min(jobs.created_at) as oldest
    from (select job_id from queue union all select job_id from leases) live join jobs on jobs.id = live.job_id
    group by jobs.operation, jobs.state
  `.execute(queries)
  return {
    jobs: rows.map(({ operation, state, count }) => ({ operation, state, count })),
    queues: rows
      .filter(({ state }) => state === 'queued')
      .map(({ operation, count, oldest }) => ({ operation, length: count, oldestAgeSeconds: (now - oldest) / 1000 })),
  }
}
