import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { Command } from 'commander'
import type { Media } from '../../sdk/index.ts'
import { UsageError } from '../exit-codes.ts'
import { addPaging } from '../options.ts'
import { toFacts, toShortTime, toSize, toTable } from '../print.ts'
import { sessionOf } from '../session.ts'

export function addMedia(program: Command): void {
  const media = program.command('media').description('store and fetch pictures')

  media
    .command('upload <file-or-url>')
    .description('store a file of yours, or what the server finds at a URL')
    .action(async (source: string, _options: unknown, command: Command) => {
      const { client, show } = sessionOf(command)
      const stored = /^https?:\/\//.test(source)
        ? await client.media.upload(new URL(source))
        : await client.media.upload(await readLocalFile(source), { name: basename(source) })
      show(stored, () => describeMedia(stored))
    })

  addPaging(media.command('list'))
    .description('newest first')
    .action(async (page: { limit?: number; cursor?: string }, command: Command) => {
      const { client, show } = sessionOf(command)
      const found = await client.media.list(page)
      show(found, () =>
        [
          toTable(
            ['ID', 'TYPE', '>SIZE', 'PIXELS', 'ORIGIN', 'STORED'],
            found.items.map((item) => [
              item.id,
              item.mime,
              toSize(item.sizeBytes),
              pixelsOf(item),
              item.origin,
              toShortTime(item.createdAt),
            ]),
            'No media.',
          ),
          ...(found.nextCursor === null ? [] : [`\nMore with --cursor ${found.nextCursor}`]),
        ].join('\n'),
      )
    })

  media
    .command('get <id>')
    .description('what is known about a file; with -o the file itself')
    .option('-o, --output <file>', 'where it goes')
    .action(async (id: string, { output }: { output?: string }, command: Command) => {
      const { client, show } = sessionOf(command)
      const found = await client.media.get(id)
      if (output !== undefined) {
        const response = await client.media.download(found.url)
        await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(output))
      }
      show(output === undefined ? found : { ...found, files: [output] }, () => output ?? describeMedia(found))
    })

  media
    .command('remove <id>')
    .description('delete a file; not while an open job needs it')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { client, show } = sessionOf(command)
      await client.media.remove(id)
      show({ id, removed: true }, () => `${id} is gone.`)
    })
}

async function readLocalFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

function pixelsOf({ width, height }: Media): string | null {
  return width === null ? null : `${width}x${height}`
}

function describeMedia(media: Media): string {
  return toFacts({
    id: media.id,
    name: media.name,
    type: media.mime,
    size: toSize(media.sizeBytes),
    pixels: pixelsOf(media),
    origin: media.origin,
    job: media.jobId,
    stored: toShortTime(media.createdAt),
    expires: toShortTime(media.expiresAt),
    url: media.url,
  })
}
