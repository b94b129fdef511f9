import Type from 'typebox'
import { Value } from 'typebox/value'
import { AtelierError } from '../../domain/errors.ts'
import type { PriceList } from '../../domain/operation.ts'
import type { OperationStatus } from '../../services/jobs/job-service.ts'
import type { App, HttpContext } from '../app-types.ts'
import { admitCaller } from '../authenticate.ts'
import { describeRoute } from './route-schema.ts'
import { type OperationDocument, operationSchema } from './schemas.ts'

const tags = ['operations']

export function mountOperations(app: App, { services, authenticator }: HttpContext, prices: PriceList): void {
  const reads = admitCaller(authenticator.bearer, 'jobs:read')

  app.get(
    '/operations',
    {
      onRequest: reads,
      schema: describeRoute(
        { tags, scope: 'jobs:read', summary: 'List operations', description: 'What can be done, with which input, by which engine.' },
        { response: { 200: Type.Object({ items: Type.Array(operationSchema) }) } },
      ),
    },
    () => ({ items: services.jobs.operations().map((status) => toOperationDocument(status, prices)) }),
  )

  app.get(
    '/operations/:name',
    {
      onRequest: reads,
      schema: describeRoute(
        { tags, scope: 'jobs:read', summary: 'Show an operation' },
        { params: Type.Object({ name: Type.String() }), response: { 200: operationSchema } },
      ),
    },
    (request) => {
      const status = services.jobs.operations().find(({ definition }) => definition.name === request.params.name)
      if (!status) throw new AtelierError('operation_not_found')
      return toOperationDocument(status, prices)
    },
  )
}

function toOperationDocument({ definition, engine }: OperationStatus, prices: PriceList): OperationDocument {
  const defaults = Value.Default(definition.input, {}) as Record<string, unknown>
  return {
    name: definition.name,
    title: definition.title,
    description: definition.description,
    available: engine !== null,
    engine: engine?.name ?? null,
    fidelity: (engine?.fidelity ?? null) as OperationDocument['fidelity'],
    input: definition.input as unknown as Record<string, unknown>,
    mediaInputs: definition.mediaInputs,
    requiresConsent: definition.usesFace === true,
    face: definition.face ?? null,
    output: definition.output,
    limits: { deadlineSeconds: definition.deadlineMs / 1000, maxAttempts: definition.maxAttempts },
    priceExample: { input: defaults, credits: definition.price(defaults, prices) },
  }
}
