import type { Relation, RelationKind } from '../scene.ts'
import { naturalSize } from './natural-size.ts'
import type { StagedObject } from './stage.ts'

/** What places an object: the one it stands on, under, beside ... and how. */
export interface Hook {
  readonly parent: number
  readonly kind: RelationKind
}

const INVERSE: Readonly<Partial<Record<RelationKind, RelationKind>>> = {
  behind: 'before',
  before: 'behind',
  under: 'above',
  beside: 'beside',
}

/**
 * Every object hangs on at most one other. What says where a thing is when that is decided already ("a mouse on a cheese under a table")
 * says it of what carries it: the cheese is under the table. One behind many ("a train behind three sheep") is many before one.
 */
export function hangObjects(objects: readonly StagedObject[], relations: readonly Relation[]): ReadonlyMap<number, Hook> {
  const hooks = new Map<number, Hook>()
  const rootOf = (index: number): number => {
    const hook = hooks.get(index)
    return hook ? rootOf(hook.parent) : index
  }
  const hang = (child: number, parent: number, kind: RelationKind) => {
    if (child !== parent && !hooks.has(child) && rootOf(parent) !== child) hooks.set(child, { parent, kind })
  }
  const spread = (index: number) => naturalSize(objects[index].glyph) * objects[index].size

  for (const { subject, kind, object } of relations) {
    if (objects[subject].hidden || objects[object].hidden || subject === object) continue
    if (kind === 'holding' || kind === 'wearing') {
      hang(object, subject, kind)
      continue
    }
    // Worn and held things stay where they are; whoever has them goes.
    const child = rootOf(subject)
    if (child === rootOf(object)) continue
    const many = objects[object].count > 1 && objects[child].count === 1
    const inverse = INVERSE[kind]
    if (kind === 'beside') {
      const other = rootOf(object)
      const swap =
        objects[child].count === objects[other].count ? spread(child) > spread(other) : objects[child].count < objects[other].count
      hang(swap ? other : child, swap ? child : other, kind)
    } else if (many && inverse && !hooks.has(object)) hang(object, child, inverse)
    else hang(child, object, kind)
  }
  return hooks
}
