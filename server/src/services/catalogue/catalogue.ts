import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Type, { type Static, type TSchema } from 'typebox'
import Value from 'typebox/value'
import type { PriceList } from '../../domain/operation.ts'
import { listStyleFiles, numberStyles, type Style, StylesFile } from './load-styles.ts'

/**
 * What this installation offers, as data: prices, checkpoints, control kinds and headshot templates, read once at start from the JSON
 * files of one folder. A file that is wrong stops the start with a message that names it; nothing changes afterwards.
 */
export interface Catalogue {
  readonly prices: PriceList
  readonly models: readonly Model[]
  readonly controls: readonly Control[]
  readonly headshots: readonly Headshot[]
  /** By operation; what has none is not there. Those of `text-to-image` are the models. */
  readonly styles: ReadonlyMap<string, readonly Style[]>
  /** The file of a thumbnail that an entry names, else undefined: what is not in the catalogue cannot be asked for. */
  thumbnailFile(path: string): string | undefined
}

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
/** Below `thumbnails/`. */
const Thumbnail = Type.String({ pattern: '^(models|controlnets|headshots)/[a-z0-9-]+\\.webp$' })
const Credits = Type.Integer({ minimum: 0 })

const PricesFile = Type.Object(
  { perPicture512: Type.Integer({ minimum: 1 }), fixed: Type.Record(Type.String(), Type.Record(Type.String(), Credits)) },
  closed,
)

const ModelEntry = Type.Object(
  {
    id: Type.String({ pattern: '^[0-9a-f]{24}$' }),
    name: Text,
    description: Text,
    /** What the model makes of a scene; the value of an operation's `model` input. */
    look: Text,
    /** Whether it works together with a control map. */
    controlNet: Type.Boolean(),
    type: Type.Enum(['platform', 'community']),
    username: Text,
    thumbnail: Thumbnail,
  },
  closed,
)

const ControlEntry = Type.Object({ id: Text, name: Text, nameChinese: Text, icon: Thumbnail }, closed)

const HeadshotEntry = Type.Object(
  { id: Type.String({ pattern: '^[a-z0-9-]+$' }), name: Text, tag: Text, pro: Type.Boolean(), original: Thumbnail, art: Thumbnail },
  closed,
)

export type Model = Readonly<Static<typeof ModelEntry>>
export type Control = Readonly<Static<typeof ControlEntry>>
export interface Headshot extends Readonly<Static<typeof HeadshotEntry>> {
  /** Credits, from the price list. */
  readonly cost: number
}

const MODEL_GROUPS = { platform: 'Looks of the house', community: 'Looks of others' } as const satisfies Record<Model['type'], string>

/** @throws an error that names the file and the place in it */
export function loadCatalogue(folder: string): Catalogue {
  const prices = read(folder, 'prices.json', PricesFile)
  const models = distinct('models.json', read(folder, 'models.json', Type.Array(ModelEntry)), ['id', 'look'])
  const controls = distinct('controlnets.json', read(folder, 'controlnets.json', Type.Array(ControlEntry)), ['id'])
  const headshots = distinct('headshots.json', read(folder, 'headshots.json', Type.Array(HeadshotEntry)), ['id']).map((entry) => {
    const cost = prices.fixed['headshot']?.[entry.id]
    if (cost === undefined) throw new Error(`catalogue: prices.json has no price for the headshot template ${entry.id}.`)
    return { ...entry, cost }
  })
  const styles = new Map(
    listStyleFiles(folder).map((operation) => {
      const entries = read(folder, join('styles', `${operation}.json`), StylesFile)
      return [
        operation,
        numberStyles(
          operation,
          entries.map((entry) => ({ ...entry, thumbnail: `styles/${operation}/${entry.id}.webp` })),
        ),
      ]
    }),
  )
  const looks = models.map(({ look, name, type, thumbnail }) => ({
    id: look,
    title: name,
    group: MODEL_GROUPS[type],
    thumbnail,
    input: { model: look },
  }))
  styles.set('text-to-image', numberStyles('text-to-image', looks))
  const thumbnails = new Set([
    ...models.map((model) => model.thumbnail),
    ...controls.map((control) => control.icon),
    ...headshots.flatMap((headshot) => [headshot.original, headshot.art]),
    ...[...styles.values()].flatMap((each) => each.map((style) => style.thumbnail)),
  ])
  return Object.freeze({
    prices: freeze(prices),
    models: freeze(models),
    controls: freeze(controls),
    headshots: freeze(headshots),
    styles: new Map([...styles].map(([operation, each]) => [operation, freeze(each)])),
    thumbnailFile: (path: string) => (thumbnails.has(path) ? join(folder, 'thumbnails', path) : undefined),
  })
}

function read<S extends TSchema>(folder: string, file: string, schema: S): Static<S> {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  } catch (error) {
    throw new Error(`catalogue: ${file} cannot be read as JSON.`, { cause: error })
  }
  if (Value.Check(schema, content)) return content
  const [first] = Value.Errors(schema, content)
  throw new Error(`catalogue: ${file}${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}.`)
}

/** Models are told apart by their look in a stored job, entries by their id on the wire: neither may occur twice. */
function distinct<E>(file: string, entries: E[], fields: readonly (keyof E)[]): E[] {
  for (const field of fields) {
    const values = entries.map((entry) => entry[field])
    const twice = values.find((value, index) => values.indexOf(value) !== index)
    if (twice !== undefined) throw new Error(`catalogue: ${file} has two entries with the ${String(field)} ${String(twice)}.`)
  }
  return entries
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze)
  return Object.freeze(value)
}
