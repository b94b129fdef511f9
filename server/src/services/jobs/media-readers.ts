import { sql } from 'kysely'
import type { Database } from '../../db/connect.ts'
import { isOneOf } from '../../db/rows.ts'

/** Which jobs read which media. Told by what a submission stores in its own transaction, so it holds for every job that there is. */
export interface MediaReaders {
  /** The ids of an account's jobs of one kind that read any of these media, in the order in which they were submitted. */
  find(
    accountId: string,
    mediaIds: readonly string[],
    kind: { readonly dialect: string; readonly operation: string },
  ): Promise<readonly string[]>
}

export function createMediaReaders({ queries }: Database): MediaReaders {
  return {
    async find(accountId, mediaIds, { dialect, operation }) {
      if (mediaIds.length === 0) return []
      const { rows } = await sql<{ id: string }>`
        select distinct jobs.id from job_inputs join job_records jobs on jobs.id = job_inputs.job_id
        where ${isOneOf(queries, 'job_inputs.media_id', mediaIds)}
          and jobs.account_id = ${accountId} and jobs.dialect = ${dialect} and jobs.operation = ${operation}
        order by jobs.id
      `.execute(queries)
      return rows.map(({ id }) => id)
    },
  }
}
