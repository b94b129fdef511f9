/** One message of a `text/event-stream`, or a wish about when to connect again. */
export interface StreamMessage {
  readonly id?: string
  readonly data?: string
  readonly retryMs?: number
}

/**
 * Reads server-sent events. Source: WHATWG HTML, section 9.2.6 "Interpreting an event stream". A message that is cut off is dropped. Lines
 * that end with a lone carriage return are not told apart: nothing writes them.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamMessage, undefined, void> {
  let text = ''
  let message: { id?: string; data?: string; retryMs?: number } = {}
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    text += chunk
    const lines = text.split(/\r?\n/)
    text = lines.pop()!
    for (const line of lines) {
      if (line === '') {
        if (Object.keys(message).length > 0) yield message
        message = {}
        continue
      }
      const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!
      if (name === 'id') message.id = value
      else if (name === 'data') message.data = message.data === undefined ? value : `${message.data}\n${value}`
      else if (name === 'retry' && /^\d+$/.test(value)) message.retryMs = Number(value)
    }
  }
}
