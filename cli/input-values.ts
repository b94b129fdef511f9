import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Client, Operation } from '../sdk/index.ts'
import { UsageError } from './exit-codes.ts'

interface Property {
  readonly type?: string
}

/**
 * `key=value` pairs as the input of an operation: numbers, booleans and JSON where its schema has them, text elsewhere. A property that
 * takes a file also takes `@path`, which is uploaded. @throws UsageError before anything is uploaded
 */
export async function readInput(
  operation: Operation,
  pairs: readonly string[],
  { media, signal }: { readonly media: Client['media']; readonly signal: AbortSignal },
): Promise<Record<string, unknown>> {
  const properties = (operation.input['properties'] ?? {}) as Readonly<Record<string, Property>>
  const input: Record<string, unknown> = {}
  const files = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string }>()

  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`-i ${pair}: write key=value.`)
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const property = Object.hasOwn(properties, key) ? properties[key]! : undefined
    if (!property) throw new UsageError(`${operation.name} has no input ${key}; it has ${Object.keys(properties).join(', ')}.`)
    if (Object.hasOwn(operation.mediaInputs, key) && value.startsWith('@')) files.set(key, await readLocalFile(key, value.slice(1)))
    else input[key] = toValue(key, value, property.type)
  }
  for (const [key, { bytes, name }] of files) input[key] = (await media.upload(bytes, { name, signal })).id
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
