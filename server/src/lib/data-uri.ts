/**
 * Reads `data:` URIs (RFC 2397) that callers send. Strict: what is not exactly base64 (RFC 4648 §4, with padding) or properly
 * percent-encoded is an error, so that two readers of one URI can never disagree on its bytes.
 */
export class DataUriError extends Error {
  override readonly name = 'DataUriError'
  readonly reason: 'malformed' | 'too_large'

  constructor(reason: 'malformed' | 'too_large', message: string) {
    super(message)
    this.reason = reason
  }
}

export interface DataUri {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** As the URI states it, lower case, without parameters. A claim of the caller, not a fact about the bytes. */
  readonly mime: string
}

const TOKEN = "[\\w!#$&^.+'*`|~-]+"
const PARAMETER = `;${TOKEN}=[\\w!#$&^.+'*\`|~%"-]*`
const HEADER = new RegExp(`^data:(${TOKEN}/${TOKEN})?(?:${PARAMETER})*(;base64)?$`, 'i')
const MAX_HEADER_LENGTH = 256
/**
 * What is neither a reserved or unreserved character (RFC 3986 §2.2, §2.3) nor an encoded octet. Searching for the first wrong
 * character needs no stack; matching the whole text with `(…|…)*` overflows it at some megabytes.
 */
const NOT_URL_CHARACTER = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]|%(?![\da-f]{2})/i
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

export function isDataUri(text: string): boolean {
  return text.slice(0, 5).toLowerCase() === 'data:'
}

/**
 * The bytes of a data URI, at most `maxBytes` of them; a longer URI is refused before anything is decoded.
 * @throws DataUriError
 */
export function parseDataUri(uri: string, maxBytes: number): DataUri {
  const comma = uri.slice(0, MAX_HEADER_LENGTH).indexOf(',')
  const header = HEADER.exec(uri.slice(0, Math.max(comma, 0)))
  if (header === null) throw new DataUriError('malformed', 'This is not a data URI.')
  // The longest spelling: base64 takes four characters for three bytes, and each may be percent-encoded in three.
  if (uri.length - comma - 1 > 4 * (maxBytes + 2)) throw tooLarge(maxBytes)

  const payload = uri.slice(comma + 1)
  const bytes = header[2] === undefined ? decodePercent(payload) : decodeBase64(payload)
  if (bytes.length > maxBytes) throw tooLarge(maxBytes)
  return { bytes, mime: (header[1] ?? 'text/plain').toLowerCase() }
}

function tooLarge(maxBytes: number): DataUriError {
  return new DataUriError('too_large', `The data URI holds more than ${maxBytes} bytes.`)
}

function decodePercent(text: string): Uint8Array<ArrayBuffer> {
  if (NOT_URL_CHARACTER.test(text)) throw new DataUriError('malformed', 'The data URI is not percent-encoded properly.')
  const bytes = new Uint8Array(text.length)
  let length = 0
  for (let index = 0; index < text.length; index++) {
    const encoded = text[index] === '%'
    bytes[length++] = encoded ? Number.parseInt(text.slice(index + 1, index + 3), 16) : text.charCodeAt(index)
    if (encoded) index += 2
  }
  return bytes.slice(0, length)
}

function decodeBase64(payload: string): Uint8Array<ArrayBuffer> {
  const text = payload.includes('%') ? Buffer.from(decodePercent(payload)).toString('latin1') : payload
  if (text.length % 4 !== 0 || !BASE64.test(text)) throw new DataUriError('malformed', 'The data URI is not proper base64.')
  const buffer = Buffer.from(text, 'base64')
  // Node's decoder forgives bits in the last character that belong to no byte; the last group, encoded again, shows them.
  const lastGroup = buffer.subarray(Math.floor((buffer.length - 1) / 3) * 3).toString('base64')
  if (!text.endsWith(lastGroup)) throw new DataUriError('malformed', 'The data URI is not proper base64.')
  return new Uint8Array(buffer)
}
