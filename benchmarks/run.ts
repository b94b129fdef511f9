/** `npm run bench [http|queue|latency|server|pictures …]`: measures the hot paths beside their peers and prints one table. */
import { findPostgres, startPostgresCluster } from '../server/test/helpers/postgres-cluster.ts'
import { measureHttp } from './http.ts'
import { measureStartLatency } from './latency.ts'
import { measurePictures } from './pictures.ts'
import { measureQueues } from './queue.ts'
import { measureServer } from './server.ts'
import { printTable, type Row } from './table.ts'

const benchmarks: Readonly<Record<string, (databaseUrl: string) => Promise<Row[]>>> = {
  http: measureHttp,
  queue: measureQueues,
  latency: measureStartLatency,
  server: measureServer,
  pictures: measurePictures,
}

const chosen = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(benchmarks)
const unknown = chosen.filter((name) => !(name in benchmarks))
if (unknown.length > 0 || !findPostgres()) {
  console.error(
    unknown.length > 0
      ? `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`
      : 'The benchmarks need a Postgres on this machine.',
  )
  process.exit(2)
}

const rows: Row[] = []
for (const name of chosen) {
  console.log(`measuring ${name} …`)
  const cluster = await startPostgresCluster()
  try {
    rows.push(...(await benchmarks[name]!(cluster.url)))
  } finally {
    await cluster.stop()
  }
}
printTable('Atelier, measured in one run on this machine', rows)
process.exit(rows.every(({ met }) => met !== false) ? 0 : 1)
