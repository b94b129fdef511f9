import type { Command } from 'commander'
import type { Operation } from '../../sdk/index.ts'
import { toTable } from '../print.ts'
import { sessionOf } from '../session.ts'

interface Property {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
}

export function addOperations(program: Command): void {
  const operations = program.command('operations').description('what can be done')

  operations
    .command('list')
    .description('every operation, and what performs it here')
    .action(async (_options: unknown, command: Command) => {
      const { client, show } = sessionOf(command)
      const items = await client.operations.list()
      show({ items }, () =>
        toTable(
          ['OPERATION', 'ENGINE', 'FIDELITY', '>CREDITS', 'DESCRIPTION'],
          items.map((item) => [item.name, item.engine ?? '(none)', item.fidelity, item.priceExample.credits, item.description]),
        ),
      )
    })

  operations
    .command('show <name>')
    .description('one operation, with its inputs')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { client, show } = sessionOf(command)
      const operation = await client.operations.get(name)
      show(operation, () => describeOperation(operation))
    })
}

function describeOperation(operation: Operation): string {
  const { name, description, available, engine, fidelity, input, mediaInputs, priceExample, requiresConsent } = operation
  const properties = Object.entries((input['properties'] ?? {}) as Readonly<Record<string, Property>>)
  const required = (input['required'] ?? []) as readonly string[]
  const rows = properties.map(([key, property]) => [
    key,
    mediaInputs[key] ? `${mediaInputs[key]} file` : (property.enum?.join('|') ?? property.type ?? ''),
    property.default !== undefined ? JSON.stringify(property.default) : required.includes(key) ? 'needed' : '-',
    property.description ?? '',
  ])
  return [
    `${name}: ${description}`,
    available
      ? `Performed by ${engine} (${fidelity}); ${priceExample.credits} credits with the defaults.`
      : 'No engine of this installation performs it.',
    ...(requiresConsent ? ['Needs the consent of those whose faces are in the pictures: run it with --consent.'] : []),
    '',
    toTable(['INPUT', 'KIND', 'DEFAULT', 'DESCRIPTION'], rows),
  ].join('\n')
}
