import multipart from '@fastify/multipart'
import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import { isId, newId } from '../../domain/ids.ts'
import { seal, unseal } from '../../lib/seal.ts'
import { abortOnClose } from '../abort-on-close.ts'
import type { App, HttpContext } from '../app-types.ts'
import { admitCaller, callerOf } from '../authenticate.ts'
import { fromCursor, nextCursor } from '../cursor.ts'
import { type FormFile, readFormFile } from '../read-form-file.ts'
import { serveMedia } from '../serve-media.ts'
import { toMediaDocument, toTime } from './documents.ts'
import { describeRoute } from './route-schema.ts'
import { DEFAULT_PAGE_LIMIT, idParams, mediaSchema, pageOf, pageQuery, uploadSchema } from './schemas.ts'

const tags = ['media']
const TICKET_MS = 15 * 60_000
const TICKET_PURPOSE = 'upload'

/** What an upload URL carries, sealed: nothing about it is stored. */
interface UploadTicket {
  readonly accountId: string
  /** Of the media that it becomes: there is one of an id, so the URL works once. */
  readonly mediaId: string
  readonly name?: string
  readonly expiresAt: number
}

const fileName = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$', description: 'For display only.' })

function toMediaId(text: string): string {
  if (!isId('media', text)) throw new AtelierError('media_not_found')
  return text
}

export async function mountMedia(app: App, context: HttpContext): Promise<void> {
  const { services, authenticator, clock, publicUrl, secret, limits } = context
  const { media } = services
  const reads = admitCaller(authenticator.bearer, 'media:read')
  const writes = admitCaller(authenticator.bearer, 'media:write')

  await app.register(async (uploads: App) => {
    await uploads.register(multipart, { limits: { fileSize: limits.maxUploadBytes, files: 1, fields: 10, parts: 11, headerPairs: 100 } })
    uploads.post(
      '/media',
      {
        onRequest: writes,
        // Base64 takes four characters for three bytes.
        bodyLimit: Math.ceil(limits.maxUploadBytes / 3) * 4 + 4096,
        preValidation: async (request) => {
          if (!request.isMultipart()) return
          const file = await readFormFile(request)
          if (!file) throw new AtelierError('invalid_request', 'The form has no file.')
          uploadedFiles.set(request.raw, file)
          request.body = { file: file.name }
        },
        schema: describeRoute(
          {
            tags,
            scope: 'media:write',
            summary: 'Store a file',
            description:
              'A multipart form with one `file`, or JSON with a `url` to fetch or a `dataUri`. Pictures are checked and freed of private metadata; width and height are those of the upright picture.',
          },
          {
            body: {
              content: {
                'application/json': {
                  schema: Type.Object(
                    { url: Type.Optional(Type.String({ maxLength: 8192 })), dataUri: Type.Optional(Type.String()) },
                    { additionalProperties: false, minProperties: 1, maxProperties: 1 },
                  ),
                },
                'multipart/form-data': { schema: Type.Object({ file: Type.String({ format: 'binary' }) }) },
              },
            },
            response: { 201: mediaSchema },
          },
        ),
      },
      async (request, reply) => {
        const { accountId } = callerOf(request)
        const file = uploadedFiles.get(request.raw)
        const { url, dataUri } = (request.body ?? {}) as { url?: string; dataUri?: string }
        const stored = file
          ? await media.upload(accountId, file.bytes, toUploadOptions(file.name))
          : url !== undefined
            ? await media.uploadFromUrl(accountId, url, abortOnClose(reply))
            : await media.uploadFromDataUri(accountId, requireDataUri(dataUri))
        return reply.code(201).header('location', `${publicUrl()}/v1/media/${stored.id}`).send(toMediaDocument(stored, media))
      },
    )
  })

  app.get(
    '/media',
    {
      onRequest: reads,
      schema: describeRoute(
        { tags, scope: 'media:read', summary: 'List media', description: 'Newest first.' },
        { querystring: Type.Object(pageQuery, { additionalProperties: false }), response: { 200: pageOf(mediaSchema) } },
      ),
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_LIMIT, cursor } = request.query
      const page = await media.list(callerOf(request).accountId, {
        limit,
        ...(cursor === undefined ? {} : { olderThan: fromCursor('media', cursor) }),
      })
      return { items: page.map((item) => toMediaDocument(item, media)), nextCursor: nextCursor(page, limit) }
    },
  )

  app.get(
    '/media/:id',
    {
      onRequest: reads,
      schema: describeRoute({ tags, scope: 'media:read', summary: 'Show a media' }, { params: idParams, response: { 200: mediaSchema } }),
    },
    async (request) => toMediaDocument(await media.get(callerOf(request).accountId, toMediaId(request.params.id)), media),
  )

  app.delete(
    '/media/:id',
    {
      onRequest: writes,
      schema: describeRoute(
        { tags, scope: 'media:write', summary: 'Delete a media', description: 'Not while an open job needs it.' },
        { params: idParams, response: { 204: { description: 'It is gone.', type: 'null' } } },
      ),
    },
    async (request, reply) => {
      await media.remove(callerOf(request).accountId, toMediaId(request.params.id))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/media/:id/content',
    {
      schema: describeRoute(
        {
          tags,
          summary: 'The bytes of a media',
          description: 'By the `url` that a media or job document gives. Ranges and conditions of RFC 9110 hold.',
        },
        {
          params: idParams,
          querystring: Type.Object({ expires: Type.Optional(Type.String()), signature: Type.Optional(Type.String()) }),
        },
      ),
    },
    async (request, reply) => {
      const { expires = '', signature = '' } = request.query
      const found = await media.getSigned(toMediaId(request.params.id), { expires, signature })
      return serveMedia(request, reply, found, { service: media, freshMs: Math.min(Number(expires), found.expiresAt) - clock.now() })
    },
  )

  app.post(
    '/media/uploads',
    {
      onRequest: writes,
      schema: describeRoute(
        {
          tags,
          scope: 'media:write',
          summary: 'Get a URL to upload to',
          description: 'For those who shall not see your key. Good for one upload, within 15 minutes.',
        },
        {
          body: Type.Object({ name: Type.Optional(fileName) }, { additionalProperties: false }),
          response: { 201: uploadSchema },
        },
      ),
    },
    async (request, reply) => {
      const { accountId } = callerOf(request)
      const ticket: UploadTicket = { ...request.body, accountId, mediaId: newId('media'), expiresAt: clock.now() + TICKET_MS }
      const sealed = seal(secret, TICKET_PURPOSE, JSON.stringify(ticket))
      return reply.code(201).send({
        uploadUrl: `${publicUrl()}/v1/media/uploads/${sealed}`,
        method: 'PUT',
        headers: {},
        maxBytes: limits.maxUploadBytes,
        expiresAt: toTime(ticket.expiresAt),
      })
    },
  )

  await app.register((uploads: App, _options, done) => {
    // Whatever the type says it is, the bytes are taken as they are, and looked at later.
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limits.maxUploadBytes }, (_request, body, parsed) =>
      parsed(null, body),
    )
    uploads.put(
      '/media/uploads/:ticket',
      {
        bodyLimit: limits.maxUploadBytes,
        // Before the body is read: strangers cannot make us read one.
        onRequest: async (request) => {
          openTicket((request.params as { ticket: string }).ticket)
        },
        schema: describeRoute(
          { tags, summary: 'Upload to a URL', description: 'The body is the file.' },
          { params: Type.Object({ ticket: Type.String() }), response: { 201: mediaSchema } },
        ),
      },
      async (request, reply) => {
        const ticket = openTicket(request.params.ticket)
        if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw new AtelierError('invalid_request', 'The body is empty.')
        const stored = await media.upload(ticket.accountId, request.body, { ...toUploadOptions(ticket.name), id: ticket.mediaId })
        return reply.code(201).header('location', `${publicUrl()}/v1/media/${stored.id}`).send(toMediaDocument(stored, media))
      },
    )
    done()
  })

  function openTicket(sealed: string): UploadTicket {
    const text = unseal(secret, TICKET_PURPOSE, sealed)
    const ticket = text === undefined ? undefined : (JSON.parse(text) as UploadTicket)
    if (!ticket || ticket.expiresAt <= clock.now()) throw new AtelierError('not_found', 'This upload URL is not valid, or no longer.')
    return ticket
  }
}

/** The file of a form, from the hook that reads it to the handler. */
const uploadedFiles = new WeakMap<object, FormFile>()

function toUploadOptions(name: string | undefined): { name?: string } {
  // Browsers send paths and worse; NUL cannot be stored in Postgres.

  const safe = name?.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200)
  return safe ? { name: safe } : {}
}

function requireDataUri(dataUri: string | undefined): string {
  if (dataUri === undefined) throw new AtelierError('invalid_request', 'Send a file, a url or a dataUri.')
  return dataUri
}
