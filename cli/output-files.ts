import { createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, extname, join, parse } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { Client, Job } from '../sdk/index.ts'
import { UsageError } from './exit-codes.ts'

const EXTENSIONS: Readonly<Record<string, string>> = { 'image/jpeg': '.jpg', 'audio/mpeg': '.mp3' }

/** Where results shall go, made sure of before anything is spent. */
export interface Target {
  readonly path: string
  readonly isFolder: boolean
}

export async function prepareTarget(path: string): Promise<Target> {
  const isFolder = /[/\\]$/.test(path) || (await stat(path).catch(() => undefined))?.isDirectory() === true
  const folder = isFolder ? path : dirname(path)
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new UsageError(`${folder} is not a folder that can be written to (${(error as NodeJS.ErrnoException).code}).`)
  }
  return { path, isFolder }
}

/** Downloads every output of a job; several get `-1`, `-2` … before the extension. Returns the paths. */
export async function saveOutputs(job: Job, target: Target, media: Client['media']): Promise<string[]> {
  const names = nameFiles(job, target)
  await Promise.all(
    job.outputs.map(async ({ mediaId, url }, index) => {
      const response = await media.download(url ?? mediaId)
      await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(names[index]!))
    }),
  )
  return names
}

export function nameFiles({ operation, outputs }: Pick<Job, 'operation' | 'outputs'>, { path, isFolder }: Target): string[] {
  const { dir, name, ext } = parse(isFolder ? join(path, operation) : path)
  return outputs.map(({ mime }, index) => {
    const number = outputs.length > 1 ? `-${index + 1}` : ''
    return join(dir, `${name}${number}${extname(path) === '' || isFolder ? toExtension(mime) : ext}`)
  })
}

function toExtension(mime: string | null): string {
  return mime === null ? '' : (EXTENSIONS[mime] ?? `.${mime.split('/')[1]}`)
}
