/**
 * `npm run bench [http|queue|latency|server|pictures …]`: measures the hot paths beside their peers and prints one table. `pictures` may be followed by
 * operations, and an operation alone means `pictures` with it: `npm run bench -- pictures swap-face`.
 */
import { findPostgres, startPostgresCluster } from '../server/test/helpers/postgres-cluster.ts'
import { measureHttp } from './http.ts'
import { measureStartLatency } from './latency.ts'
import { PICTURE_CASES } from './picture-cases.ts'
import { measurePictures } from './pictures.ts'
import { measureQueues } from './queue.ts'
import { measureServer } from './server.ts'
import { printTable, type Row } from './table.ts'
import { measureVideo, VIDEO_OPERATION } from './video.ts'

const operations = [...Object.keys(PICTURE_CASES), VIDEO_OPERATION]
const benchmarks: Readonly<Record<string, (chosen: readonly string[]) => Promise<Row[]>>> = {
  http: withPostgres(measureHttp),
  queue: withPostgres(measureQueues),
  latency: withPostgres(measureStartLatency),
  server: withPostgres(measureServer),
  pictures: async (chosen) => [
    ...(await measurePictures(chosen.filter((operation) => operation !== VIDEO_OPERATION))),
    ...(chosen.includes(VIDEO_OPERATION) ? await measureVideo() : []),
  ],
}

const words = process.argv.slice(2)
const unknown = words.filter((word) => !(word in benchmarks) && !operations.includes(word))
const picked = operations.filter((operation) => words.includes(operation))
const named = Object.keys(benchmarks).filter(
  (name) => words.length === 0 || words.includes(name) || (name === 'pictures' && picked.length > 0),
)
if (unknown.length > 0) stop(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}, and of pictures ${operations.join(', ')}.`) // prettier-ignore

const rows: Row[] = []
for (const name of named) {
  console.log(`measuring ${[name, ...(name === 'pictures' ? picked : [])].join(' ')} …`)
  rows.push(...(await benchmarks[name](picked.length > 0 ? picked : operations)))
}
printTable('Atelier, measured in one run on this machine', rows)
process.exit(rows.every(({ met }) => met !== false) ? 0 : 1)

function withPostgres(measure: (databaseUrl: string) => Promise<Row[]>): () => Promise<Row[]> {
  return async () => {
    if (!findPostgres()) stop('This benchmark needs a Postgres on this machine.')
    const cluster = await startPostgresCluster()
    try {
      return await measure(cluster.url)
    } finally {
      await cluster.stop()
    }
  }
}

function stop(message: string): never {
  console.error(message)
  process.exit(2)
}
