import Type from 'typebox'
import { SCOPES } from '../../domain/account.ts'
import type { App, HttpContext } from '../app-types.ts'
import { admitCaller, callerOf, requireScope } from '../authenticate.ts'
import { toKeyDocument } from './documents.ts'
import { describeRoute } from './route-schema.ts'
import { idParams, keySchema, newKeySchema } from './schemas.ts'

const tags = ['keys']

/** A password is accepted as well, so that a first key, or one after all are lost, can be made by hand. */
export function mountKeys(app: App, { services, authenticator }: HttpContext): void {
  const { accounts } = services
  const onRequest = admitCaller(authenticator.bearerOrPassword, 'keys:write')
  const common = { tags, scope: 'keys:write', passwordToo: true } as const

  app.get(
    '/keys',
    {
      onRequest,
      schema: describeRoute({ ...common, summary: 'List API keys' }, { response: { 200: Type.Object({ items: Type.Array(keySchema) }) } }),
    },
    async (request) => ({ items: (await accounts.listKeys(callerOf(request).accountId)).map(toKeyDocument) }),
  )

  app.post(
    '/keys',
    {
      onRequest,
      schema: describeRoute(
        { ...common, summary: 'Make an API key', description: 'With no more scopes than the caller has.' },
        {
          body: Type.Object(
            {
              name: Type.String({ minLength: 1, maxLength: 100 }),
              scopes: Type.Optional(
                Type.Array(Type.Enum([...SCOPES]), {
                  minItems: 1,
                  maxItems: SCOPES.length,
                  description: 'All of the caller when left out.',
                }),
              ),
            },
            { additionalProperties: false },
          ),
          response: { 201: newKeySchema },
        },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { name, scopes = caller.scopes } = request.body
      for (const scope of scopes) requireScope(caller, scope)
      const { key, secret } = await accounts.createKey(caller.accountId, { name, scopes })
      return reply.code(201).send({ ...toKeyDocument(key), key: secret })
    },
  )

  app.delete(
    '/keys/:id',
    {
      onRequest,
      schema: describeRoute({ ...common, summary: 'Revoke an API key' }, { params: idParams, response: { 200: keySchema } }),
    },
    async (request) => toKeyDocument(await accounts.revokeKey(callerOf(request).accountId, request.params.id)),
  )
}
