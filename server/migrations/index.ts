import type { Migration } from 'kysely/migration'
import * as start from './0001-start.ts'
import * as jobRetention from './0002-job-retention.ts'
import * as policy from './0003-policy.ts'
import * as resultData from './0004-result-data.ts'
import * as perfect from './0005-perfect.ts'
import * as refusalsByTime from './0006-refusals-by-time.ts'

/** Every migration, applied in the order of their names. A new one is a file and one line here. */
export const migrations: Record<string, Migration> = {
  '0001-start': start,
  '0002-job-retention': jobRetention,
  '0003-policy': policy,
  '0004-result-data': resultData,
  '0005-perfect': perfect,
  '0006-refusals-by-time': refusalsByTime,
}
