import type { DocumentedRoute, JsonSchema } from './documented-routes.ts'
import type { PerfectCaller } from './perfect-caller.ts'

/** What good requests of Perfect's routes are made of. */
export interface PerfectKnown {
  readonly fileId: string
  readonly taskId: string
  /** By effect of v1, the first style of the first group; of effects without any, numbers that name none. */
  readonly styles: ReadonlyMap<string, { readonly style_group_id: number; readonly style_ids: readonly number[] }>
  /** By path of v2 tasks. */
  readonly templates: ReadonlyMap<string, string>
}

export async function learnPerfect(
  caller: PerfectCaller,
  routes: readonly DocumentedRoute[],
  own: { readonly fileId: string; readonly taskId: string },
): Promise<PerfectKnown> {
  const styles = new Map<string, { style_group_id: number; style_ids: number[] }>()
  const templates = new Map<string, string>()
  for (const { path } of routes) {
    const effect = /^\/s2s\/v1\.0\/task\/style-group\/(.+)$/.exec(path)?.[1]
    if (effect !== undefined) {
      const { groups } = await caller.ok<{ groups: { id: number }[] }>('GET', path)
      const group = groups[0]?.id ?? 0
      const url = `/s2s/v1.0/task/style/${effect}${groups.length > 0 ? `?style_group_id=${group}` : ''}`
      const listed = await caller.ok<{ styles: { id: number }[] }>('GET', url)
      styles.set(effect, { style_group_id: group, style_ids: [listed.styles[0]?.id ?? 0] })
    }
    if (path.startsWith('/s2s/v2.0/task/template/')) {
      const listed = await caller.ok<{ templates: { id: string }[] }>('GET', path)
      templates.set(path.replace('/template/', '/'), listed.templates[0]?.id ?? 'none')
    }
  }
  return { ...own, styles, templates }
}

/** A good body for a POST of Perfect's, if this installation has the effect. */
export function perfectBody(route: DocumentedRoute, known: PerfectKnown): Record<string, unknown> {
  const { path } = route
  if (path.endsWith('/client/auth')) return { client_id: 'x', id_token: 'eA==' }
  if (path.endsWith('/task/delete')) return { task_id: 'none' }
  const schema = route.bodies['application/json']!.properties!
  if (schema['files']) return { files: [{ content_type: firstType(schema['files']), file_name: 'a name', file_size: 100 }] }
  const payload = schema['payload']?.properties
  if (payload === undefined) return chosen(valuesFor(path, known), schema)
  const sets = Object.keys(payload['file_sets']?.properties ?? {})
  const params = payload['actions']?.items?.properties?.['params']?.properties
  return {
    request_id: 0,
    payload: {
      ...(sets.length > 0 && { file_sets: Object.fromEntries(sets.map((name) => [name, [known.fileId]])) }),
      actions: [{ id: 0, ...(params && { params: chosen(valuesFor(path, known), params) }) }],
    },
  }
}

const firstType = (files: JsonSchema): unknown => files.items?.properties?.['content_type']?.enum?.[0] ?? 'image/png'

function valuesFor(path: string, { fileId, styles, templates }: PerfectKnown): Record<string, unknown> {
  return {
    src_file_id: fileId,
    ref_file_id: fileId,
    ref_file_ids: [fileId],
    msk_file_id: fileId,
    template_id: templates.get(path),
    ...styles.get(path.split('/task/')[1]!),
    face_mapping: [{ index: 0, position: 0 }],
    prompt: 'a cat',
    scale: 1,
    dst_duration: 1,
    intensity: 10,
    type: 'prompt',
  }
}

function chosen(values: Record<string, unknown>, properties: Readonly<Record<string, JsonSchema>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => name in properties && value !== undefined))
}
