import type { FastifyRequest } from 'fastify'
import { AtelierError } from '../domain/errors.ts'

export interface FormFile {
  /** The field of the form that it came in. */
  readonly field: string
  readonly bytes: Buffer
  /** As the sender gave it: it may hold anything. */
  readonly name: string
}

/**
 * The first file of a multipart form; undefined when there is none. Needs @fastify/multipart with its limits.
 * @throws invalid_request for a form that is broken, media_too_large (by the framework's own error) for a file beyond the limit.
 */
export async function readFormFile(request: FastifyRequest): Promise<FormFile | undefined> {
  try {
    const file = await request.file()
    // The limit on its size shows only when the file is read.
    return file && { field: file.fieldname, bytes: await file.toBuffer(), name: file.filename }
  } catch (error) {
    // The plugin's errors carry codes; those of the parser below it are bare, and all say that the form is not one.
    if (error instanceof Error && 'code' in error) throw error
    throw new AtelierError('invalid_request', 'The form is broken or incomplete.', { cause: error })
  }
}
