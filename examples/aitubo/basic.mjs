/*
 * An app written for Aitubo, with its base URL changed: models, create, poll, download. Nothing but fetch.
 * ATELIER_API_KEY=atl_… node examples/aitubo/basic.mjs
 */
import { writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

const baseUrl = process.env.ATELIER_URL ?? 'http://127.0.0.1:8787'
const apiKey = process.env.ATELIER_API_KEY ?? ''

/** What `job/get` calls the states of a job. */
const SUCCESS = 2
const FAILURE = 3

/** Every answer is `{code, data}` or `{code, info}`; code 0 is success. */
async function call(path, body) {
  const response = await fetch(`${baseUrl}/api/${path}`, {
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  const { code, info, data } = await response.json()
  if (code !== 0) throw new Error(`${path}: code ${code}, ${info}`)
  return data
}

const { models } = await call('model/list')
const { id, credit, consumedCredit } = await call('job/create', { prompt: 'A cat sleeps on the plane', modelId: models[0].id, count: 2 })
console.log(`job ${id} with ${models[0].name}: ${consumedCredit} credits, ${credit} are left`)

let job = await call(`job/get?id=${id}`)
while (job.status !== SUCCESS && job.status !== FAILURE) {
  await pause(500)
  job = await call(`job/get?id=${id}`)
}
if (job.status === FAILURE) throw new Error(job.result?.info)

// Paths are relative to the domain that comes with them.
const { domain, images } = job.result.data
for (const [index, path] of images.entries()) {
  const file = `${id}-${index + 1}.png`
  await writeFile(file, Buffer.from(await (await fetch(domain + path)).arrayBuffer()))
  console.log(file)
}
