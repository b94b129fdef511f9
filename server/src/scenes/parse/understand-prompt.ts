import type { EmbedSentences } from '../../language/embed-sentences.ts'
import type { SceneGraph } from '../scene.ts'
import { parsePrompt } from './parse-prompt.ts'
import { replaceUnknownWords } from './replace-unknown-words.ts'

export interface UnderstoodPrompt {
  readonly graph: SceneGraph
  /** Unknown words and the known ones that were read in their place. */
  readonly replaced: ReadonlyMap<string, string>
}

/** Reads a prompt; words that the tables lack are met by what they mean. `loadEmbedder` is called for those only: the model takes 30 MB. */
export async function understandPrompt(prompt: string, loadEmbedder: () => Promise<EmbedSentences>): Promise<UnderstoodPrompt> {
  const graph = parsePrompt(prompt)
  if (graph.unknownWords.length === 0) return { graph, replaced: new Map() }
  const replaced = await replaceUnknownWords(graph, await loadEmbedder())
  return replaced.size === 0 ? { graph, replaced } : { graph: parsePrompt(prompt, replaced), replaced }
}
