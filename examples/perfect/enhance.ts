/*
 * A picture is enhanced, and what came of it is cut out of its background without another upload.
 * PERFECT_CLIENT_ID=… PERFECT_CLIENT_SECRET=… node examples/perfect/enhance.ts portrait.jpg
 */
import { readFile, writeFile } from 'node:fs/promises'
import { PerfectClient } from './client.ts'

const picture = process.argv[2]
if (picture === undefined) throw new Error('give a picture')

const client = new PerfectClient(process.env['ATELIER_URL'] ?? 'http://127.0.0.1:8787')
await client.logIn(process.env['PERFECT_CLIENT_ID'] ?? '', process.env['PERFECT_CLIENT_SECRET'] ?? '')

const source = await client.upload('enhance', await readFile(picture), picture.endsWith('.png') ? 'image/png' : 'image/jpeg')
const [enhanced] = await client.run('enhance', source, { output_ext: 'jpg', params: { scale: 1 } })
await save(enhanced!.url, 'enhanced.jpg')
const [cutOut] = await client.run('sod', enhanced!.dst_id, { output_ext: 'png' })
await save(cutOut!.url, 'cut-out.png')

async function save(url: string, file: string): Promise<void> {
  const bytes = await (await fetch(url)).bytes()
  await writeFile(file, bytes)
  console.log(`${file}  ${bytes.length} bytes`)
}
