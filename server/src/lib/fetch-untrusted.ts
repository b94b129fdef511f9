/**
 * The only way to a URL that a caller or a vendor names. Nothing it does may reach this machine or its private network: each host
 * is resolved here, every address is checked, and the connection goes to the checked addresses without a second look-up, so that
 * a name server which changes its mind (DNS rebinding) gains nothing. Redirects are followed by hand under the same rules.
 * Proxy settings of the environment do not apply.
 */
import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { Duplex } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import ipaddr from 'ipaddr.js'
import type { Dispatcher } from 'undici'
import { untilAborted } from './until-aborted.ts'

export type UntrustedFetchReason = 'refused' | 'unreachable' | 'too_large'

/** `message` may be shown to the caller: it never tells which address a name has in this network. */
export class UntrustedFetchError extends Error {
  override readonly name = 'UntrustedFetchError'
  readonly reason: UntrustedFetchReason

  constructor(reason: UntrustedFetchReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

export interface FetchUntrustedOptions {
  /** Of the body, on the wire and after any content encoding. */
  readonly maxBytes: number
  /** From the call to the last byte, redirects and name look-ups included. */
  readonly timeoutMs: number
  readonly maxRedirects?: number
  /** Networks (CIDR) that may be reached although they are not public, e.g. `127.0.0.1/32`. */
  readonly allow?: readonly string[]
  /** All addresses of a host name; the system's resolver unless given. */
  readonly lookup?: (hostname: string) => Promise<readonly string[]>
  readonly signal?: AbortSignal
}

export interface FetchedFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What the server says; not a fact about the bytes. */
  readonly contentType: string | null
  /** Where the last redirect led. */
  readonly finalUrl: string
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Public by number, yet answered inside a cloud's own network (Azure's platform address). */
const METADATA_ADDRESSES = new Set(['168.63.129.16'])

/** The only part of IPv6 in which global unicast addresses are given out; excludes e.g. the IPv4-compatible `::/96`. */
const GLOBAL_UNICAST_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3')

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * Fetches a file with GET.
 * @throws UntrustedFetchError; on abort `signal.reason`. Either way no connection stays open.
 */
export async function fetchUntrusted(url: string, options: FetchUntrustedOptions): Promise<FetchedFile> {
  const timeout = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal])
  try {
    let target = parseUrl(url)
    for (let redirects = 0; redirects <= (options.maxRedirects ?? 3); redirects++) {
      const answer = await fetchOnce(target, options, signal)
      if (!(answer instanceof URL)) return answer
      target = answer
    }
    throw new UntrustedFetchError('refused', 'The URL redirects too often.')
  } catch (error) {
    if (options.signal?.aborted === true) throw options.signal.reason
    if (timeout.aborted) throw new UntrustedFetchError('unreachable', `The URL took longer than ${options.timeoutMs} ms.`, { cause: error })
    if (error instanceof UntrustedFetchError) throw error
    throw new UntrustedFetchError('unreachable', 'The URL could not be fetched.', { cause: error })
  }
}

/** Whether an address belongs to the public internet. Only then may a caller's URL lead to it. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast' || METADATA_ADDRESSES.has(parsed.toString())) return false
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST_IPV6)
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  if (url === null) throw new UntrustedFetchError('refused', 'This is not a URL.')
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new UntrustedFetchError('refused', 'Only http and https URLs are fetched.')
  if (url.username !== '' || url.password !== '')
    throw new UntrustedFetchError('refused', 'A URL with a user name or password is not fetched.')
  return url
}

/** One request: the file, or where it redirects to. */
async function fetchOnce(url: URL, options: FetchUntrustedOptions, signal: AbortSignal): Promise<FetchedFile | URL> {
  const addresses = await checkedAddresses(url, options, signal)
  // Loaded on first use: undici takes 30 MB, which a server that never fetches need not hold.
  const { Client } = await import('undici')
  const client = new Client(url.origin, { connect: { lookup: lookupOf(addresses) }, connectTimeout: options.timeoutMs })
  try {
    const response = await client.request({
      method: 'GET',
      path: url.pathname + url.search,
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Atelier' },
      signal,
    })
    response.body.on('error', () => undefined) // A body that is dropped half read may still fail; nobody is left to hear it.
    const location = header(response, 'location')
    if (REDIRECTS.has(response.statusCode) && location !== null) return parseUrl(location, url)
    if (response.statusCode < 200 || response.statusCode > 299) {
      throw new UntrustedFetchError('unreachable', `The URL answers with status ${response.statusCode}.`)
    }
    const bytes = await readBody(response, options.maxBytes, signal)
    return { bytes, contentType: header(response, 'content-type'), finalUrl: url.href }
  } finally {
    await client.destroy()
  }
}

async function checkedAddresses(url: URL, options: FetchUntrustedOptions, signal: AbortSignal): Promise<readonly string[]> {
  // `URL` has brought every spelling of an IPv4 address (octal, hex, one number) into the dotted form by now.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A name look-up cannot be stopped, only left behind.
  const addresses = isIP(host) === 0 ? await untilAborted((options.lookup ?? resolveAll)(host), signal) : [host]
  const allowed = (options.allow ?? []).map((cidr) => ipaddr.parseCIDR(cidr))
  if (addresses.length === 0) throw new UntrustedFetchError('unreachable', 'The host of the URL has no address.')
  // One private address among public ones is enough to refuse: which of them is dialled is not ours to predict.
  if (!addresses.every((address) => isPublicAddress(address) || isAllowed(address, allowed))) {
    throw new UntrustedFetchError('refused', 'The host of the URL is not on the public internet.')
  }
  return addresses
}

function isAllowed(address: string, networks: readonly ReturnType<typeof ipaddr.parseCIDR>[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  return networks.some((network) => parsed.kind() === network[0].kind() && parsed.match(network))
}

async function resolveAll(hostname: string): Promise<readonly string[]> {
  return (await systemLookup(hostname, { all: true })).map(({ address }) => address)
}

/** Answers `net.connect` with the addresses that were checked, whatever it asks for. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    const [first] = answers
    if (options.all === true) callback(null, answers)
    else callback(null, first?.address ?? '', first?.family)
  }
}

function header(response: Dispatcher.ResponseData, name: string): string | null {
  const value = response.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}

async function readBody(response: Dispatcher.ResponseData, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(header(response, 'content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const encoding = (header(response, 'content-encoding') ?? 'identity').trim().toLowerCase()
  const limit = limitTo(maxBytes)
  if (encoding === 'identity' || encoding === '') return await pipeline(response.body, limit, collect, { signal })

  // Identity was asked for, but some servers compress anyway.
  const createDecoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined
  if (createDecoder === undefined)
    throw new UntrustedFetchError('unreachable', 'The server uses a content encoding that was not asked for.')
  return await pipeline(response.body, limit, createDecoder(), limitTo(maxBytes), collect, { signal })
}

/** Passes chunks on until there are more than `maxBytes`. */
function limitTo(maxBytes: number): (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* (source) {
    let length = 0
    for await (const chunk of source) {
      length += chunk.length
      if (length > maxBytes) throw tooLarge(maxBytes)
      yield chunk
    }
  }
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

function tooLarge(maxBytes: number): UntrustedFetchError {
  return new UntrustedFetchError('too_large', `The file behind the URL has more than ${maxBytes} bytes.`)
}
