/**
 * What Atelier's routes are measured against: Fastify with a schema on each route and nothing else, no authentication. POST /jobs does what
 * a submission does to the database (debit, job, its place in the queue, hold, ledger entry, event) by one statement; POST /insert only inserts the job's row;
 * GET /jobs/:id answers a document of the same fields from memory, GET /rows/:id the job's row by one statement.
 */
import Fastify from 'fastify'
import pg from 'pg'
import Type from 'typebox'
import { uuidv7 } from 'uuidv7'

const { databaseUrl, document } = JSON.parse(process.argv[2]!) as { databaseUrl: string; document: Record<string, unknown> }
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
await pool.query(`
  create table if not exists bare_jobs (like job_records including defaults including indexes);
  create table if not exists bare_queue (like queue including defaults including indexes);
  create table if not exists bare_grants (id text primary key, remaining bigint not null check (remaining >= 0));
  insert into bare_grants values ('grant', 1000000000) on conflict do nothing;
  create table if not exists bare_holds (like holds including defaults including indexes);
  create table if not exists bare_entries (like ledger_entries including defaults including indexes);
  create table if not exists bare_events (like job_events including defaults including indexes)`)
const app = Fastify({ logger: false })

const insertJob = `insert into bare_jobs
  (id, account_id, dialect, operation, input_json, state, priority, max_attempts, deadline_at, event_seq, price, created_at)
  values ($1, 'acc', 'native', $2, $3, 'queued', 0, 3, $5, 1, 1, $4)`
const statements = {
  '/insert': insertJob,
  '/jobs': `with debit as (update bare_grants set remaining = remaining - 1 where id = 'grant' and remaining >= 1 returning id),
    job as (${insertJob}),
    place as (insert into bare_queue select $1, 'acc', $2, 0, 0, $4, $5 from debit),
    hold as (insert into bare_holds select $1, 'acc', 1, 'held', json_build_array(json_build_object('grantId', id, 'amount', 1)), $4 from debit),
    entry as (insert into bare_entries select $1, 'acc', 'hold', 1, $1, null, $4 from debit)
    insert into bare_events select $1, 1, 'job.queued', json_build_object('operation', $2::text), $4 from debit`,
}

const body = Type.Object({ operation: Type.String(), input: Type.Object({}, { additionalProperties: true }) })
for (const [path, text] of Object.entries(statements))
  app.post(path, { schema: { body } }, async (request, reply) => {
    const { operation, input } = request.body as { operation: string; input: object }
    const now = Date.now()
    const id = `job_${uuidv7()}`
    await pool.query({ name: path, text, values: [id, operation, JSON.stringify(input), now, now + 60_000] })
    return reply.code(202).send({ id, operation, input, state: 'queued' })
  })

const properties = Object.fromEntries(Object.keys(document).map((name) => [name, {}]))
app.get('/jobs/:id', { schema: { response: { 200: { type: 'object', properties, additionalProperties: true } } } }, () => document)

app.get('/rows/:id', async (request) => {
  const { rows } = await pool.query({
    name: 'row',
    text: 'select * from jobs where id = $1',
    values: [(request.params as { id: string }).id],
  })
  return rows[0] as unknown
})

await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as { port: number }
process.send!({ url: `http://127.0.0.1:${port}` })
process.once('SIGTERM', () => process.exit(0))
