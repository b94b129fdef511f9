/** The entry of the built-in engine's worker threads. The API's thread never imports this file, nor anything that only it needs. */
import { createTaskHandler, lowerThreadPriority } from './engines/builtin/worker.ts'
import { operations } from './operations/index.ts'

lowerThreadPriority()

export default createTaskHandler(operations)
