/**
 * What Atelier's routes are measured against: Fastify with a schema on each route and nothing else. POST /jobs inserts one row of the
 * same table by one statement; GET /jobs/:id answers a document of the same fields from memory.
 */
import Fastify from 'fastify'
import pg from 'pg'
import Type from 'typebox'
import { uuidv7 } from 'uuidv7'

const { databaseUrl, document } = JSON.parse(process.argv[2]!) as { databaseUrl: string; document: Record<string, unknown> }
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
await pool.query(`create table if not exists bare_jobs (like jobs including defaults including indexes)`)
const app = Fastify({ logger: false })

app.post(
  '/jobs',
  { schema: { body: Type.Object({ operation: Type.String(), input: Type.Object({}, { additionalProperties: true }) }) } },
  async (request, reply) => {
    const { operation, input } = request.body as { operation: string; input: object }
    const now = Date.now()
    const id = `job_${uuidv7()}`
    await pool.query(
      `insert into bare_jobs (id, account_id, dialect, operation, input_json, state, priority, fair_rank, max_attempts, available_at, deadline_at, event_seq, price, created_at)
       values ($1, $2, 'native', $3, $4, 'queued', 0, 0, 3, $5, $6, 1, 1, $5)`,
      [id, 'acc', operation, JSON.stringify(input), now, now + 60_000],
    )
    return reply.code(202).send({ id, operation, input, state: 'queued' })
  },
)

const properties = Object.fromEntries(Object.keys(document).map((name) => [name, {}]))
app.get('/jobs/:id', { schema: { response: { 200: { type: 'object', properties, additionalProperties: true } } } }, () => document)

await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as { port: number }
process.send!({ url: `http://127.0.0.1:${port}` })
process.once('SIGTERM', () => process.exit(0))
