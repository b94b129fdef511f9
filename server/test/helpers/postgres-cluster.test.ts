import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { findPostgres, startPostgresCluster } from './postgres-cluster.ts'

const skip = findPostgres() === undefined ? 'no Postgres on this machine' : false

async function dataFolder(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const fsync = await client.query<{ fsync: string }>('show fsync')
  assert.equal(fsync.rows[0]?.fsync, 'on')
  const shown = await client.query<{ data_directory: string }>('show data_directory')
  await client.end()
  return shown.rows[0]!.data_directory
}

test('a throw-away cluster keeps fsync on, wants its password, and leaves no folder behind', { skip }, async () => {
  const cluster = await startPostgresCluster()
  try {
    const stranger = new pg.Client({ connectionString: cluster.url.replace(/:[0-9a-f]+@/, ':wrong@') })
    await assert.rejects(stranger.connect(), /password/)
    const data = await dataFolder(cluster.url)
    await cluster.stop()
    assert.equal(existsSync(dirname(data)), false)
  } finally {
    await cluster.stop()
  }
})

test('a cluster ends with the process that started it, even when that is killed', { skip }, async () => {
  const script = `
    const { startPostgresCluster } = await import(${JSON.stringify(join(import.meta.dirname, 'postgres-cluster.ts'))})
    const cluster = await startPostgresCluster()
    console.log(cluster.url)
    setInterval(() => {}, 1000)`
  const starter = execFile(process.execPath, ['--input-type=module', '-e', script])
  const [printed] = (await once(starter.stdout!, 'data')) as [string]
  const url = printed.trim()
  const watching = new pg.Client({ connectionString: url })
  watching.on('error', () => {})
  await watching.connect()
  const ended = new Promise((resolve) => watching.once('end', resolve))
  starter.kill('SIGKILL')
  // Resolves only when the server has closed the connection; a server that lives on fails the test by its time-out.
  await ended
  await assert.rejects(dataFolder(url))
})
