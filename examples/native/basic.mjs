/*
 * One job through the native API with the SDK: make a picture, follow its progress, save it.
 * ATELIER_API_KEY=atl_… node examples/native/basic.mjs
 */
import { writeFile } from 'node:fs/promises'
import { createClient } from '../../sdk/index.ts'

const client = createClient({ baseUrl: process.env.ATELIER_URL ?? 'http://127.0.0.1:8787', apiKey: process.env.ATELIER_API_KEY ?? '' })

const job = await client.jobs.run(
  { operation: 'text-to-image', input: { prompt: 'A cat sleeps on the plane', seed: 7 } },
  { onProgress: (fraction, { type }) => console.log(`${type}  ${Math.round(fraction * 100)}%`) },
)
if (job.state !== 'succeeded') throw new Error(`${job.id} ${job.state}: ${job.error?.message}`)

for (const [index, output] of job.outputs.entries()) {
  const file = `${job.id}-${index + 1}.png`
  await writeFile(file, await (await client.media.download(output.url)).bytes())
  console.log(`${file}  ${output.width}x${output.height}  ${job.engine}, ${job.fidelity}, ${job.price} credits`)
}
