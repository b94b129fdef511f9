/*
 * The events of a job as they happen, over server-sent events, without the SDK. A connection that breaks is resumed with Last-Event-ID.
 * ATELIER_API_KEY=atl_… node examples/native/sse.mjs
 */
const baseUrl = process.env.ATELIER_URL ?? 'http://127.0.0.1:8787'
const headers = { authorization: `Bearer ${process.env.ATELIER_API_KEY ?? ''}` }

const submitted = await fetch(`${baseUrl}/v1/jobs`, {
  method: 'POST',
  // A repeat with the same key gives the same job and charges nothing.
  headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
  body: JSON.stringify({ operation: 'text-to-image', input: { prompt: 'A lighthouse at night', count: 4 } }),
})
const job = await submitted.json()
if (!submitted.ok) throw new Error(`${job.code}: ${job.detail}`)
console.log(`${job.id}  ${job.price} credits held`)

/** Trying again would change nothing. */
class RefusedError extends Error {}

let lastEventId = '0'
for (let isOver = false; !isOver;) {
  try {
    isOver = await readEvents()
  } catch (error) {
    if (error instanceof RefusedError) throw error
    console.error(`the connection broke (${error.message}); resuming after event ${lastEventId}`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** True once the final event was read: the server then ends the stream, and answers 204 to who asks for more. */
async function readEvents() {
  const response = await fetch(job.links.events, { headers: { ...headers, 'last-event-id': lastEventId } })
  if (response.status === 204) return true
  if (!response.ok) throw new RefusedError((await response.json()).detail)
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const messages = (text + chunk).split('\n\n')
    text = messages.pop()
    for (const message of messages) {
      const field = (name) => message.match(new RegExp(`^${name}: ?(.*)$`, 'm'))?.[1]
      // Progress that is told live and not stored has no id: it is not resumed from.
      lastEventId = field('id') ?? lastEventId
      if (field('data') === undefined) continue
      const { seq, type, data } = JSON.parse(field('data'))
      console.log(seq ?? '-', type, JSON.stringify(data))
    }
  }
  return false
}
