/** Atelier's native API for programs. Needs nothing but `fetch`: Node, browsers and workers can all use it. */
export { type Client, type ClientOptions, createClient, type Follower, type Submission } from './client.ts'
export { ConnectionError, ProblemError } from './errors.ts'
export type * from './types.ts'
