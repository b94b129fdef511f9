import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Client, Operation } from '../sdk/index.ts'
import { UsageError } from './exit-codes.ts'

interface Property {
  readonly type?: string
}

/**
 * `key=value` pairs as the input of an operation: numbers, booleans and JSON where its schema has them, text elsewhere. A property that
 * takes a file also takes `@path`, which is uploaded; one that takes several is written once for each. @throws UsageError before anything is uploaded
 */
export async function readInput(
  operation: Operation,
  pairs: readonly string[],
  { media, signal }: { readonly media: Client['media']; readonly signal: AbortSignal },
): Promise<Record<string, unknown>> {
  const properties = (operation.input['properties'] ?? {}) as Readonly<Record<string, Property>>
  const input: Record<string, unknown> = {}
  const files: { readonly file: Awaited<ReturnType<typeof readLocalFile>>; readonly put: (mediaId: string) => void }[] = []

  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`-i ${pair}: write key=value.`)
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const property = Object.hasOwn(properties, key) ? properties[key]! : undefined
    if (!property) throw new UsageError(`${operation.name} has no input ${key}; it has ${Object.keys(properties).join(', ')}.`)
    const file = Object.hasOwn(operation.mediaInputs, key) && value.startsWith('@') ? await readLocalFile(key, value.slice(1)) : undefined
    if (!file) input[key] = toValue(key, value, property.type)
    else if (property.type === 'array') {
      const list = (input[key] ??= []) as unknown[]
      const place = list.push(value) - 1
      files.push({ file, put: (mediaId) => (list[place] = mediaId) })
    } else files.push({ file, put: (mediaId) => (input[key] = mediaId) })
  }
  for (const { file, put } of files) put((await media.upload(file.bytes, { name: file.name, signal })).id)
  return input
}

async function readLocalFile(key: string, path: string) {
  try {
    return { bytes: new Uint8Array(await readFile(path)), name: basename(path) }
  } catch (error) {
    throw new UsageError(`${key}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

function toValue(key: string, text: string, type: string | undefined): unknown {
  if (type === 'integer' || type === 'number') {
    const number = Number(text)
    if (text.trim() === '' || !Number.isFinite(number)) throw new UsageError(`${key}: ${JSON.stringify(text)} is not a number.`)
    return number
  }
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new UsageError(`${key}: write true or false.`)
    return text === 'true'
  }
  if (type === 'array' || type === 'object') {
    try {
      return JSON.parse(text)
    } catch {
      throw new UsageError(`${key}: is not valid JSON.`)
    }
  }
  return text
}
