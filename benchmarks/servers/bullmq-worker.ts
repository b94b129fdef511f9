/** A BullMQ worker until the queue is empty. Tells how many jobs a second it ran. */
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'

const { port, jobs } = JSON.parse(process.argv[2]!) as { port: number; jobs: number }
const connection = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null })
let left = jobs
const { promise: done, resolve } = Promise.withResolvers<void>()
const begun = performance.now()
const worker = new Worker('noop', async () => {}, { connection, concurrency: 256 })
worker.on('completed', () => --left === 0 && resolve())
await done
process.send!({ perSecond: (jobs / (performance.now() - begun)) * 1000 })
await worker.close()
connection.disconnect()
process.disconnect!()
