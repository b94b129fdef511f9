/* The SDK writes the documents of the native API down once more, because it is published by itself: type checking holds them equal. */
import type { Static } from 'typebox'
import type * as served from '../src/http/native/schemas.ts'
import type * as sdk from '../../sdk/types.ts'

/** Mutable and read-only arrays, objects and tuples alike. */
type Frozen<T> = T extends object ? { readonly [Name in keyof T]: Frozen<T[Name]> } : T
type Equal<A, B> = (<T>() => T extends Frozen<A> ? 1 : 2) extends <T>() => T extends Frozen<B> ? 1 : 2 ? true : false
type Holds<_ extends true> = never

type Documents = [
  Holds<Equal<sdk.Job, served.JobDocument>>,
  Holds<Equal<sdk.JobEvent, served.JobEventDocument>>,
  Holds<Equal<sdk.Media, served.MediaDocument>>,
  Holds<Equal<sdk.Operation, served.OperationDocument>>,
  Holds<Equal<sdk.Account, Static<typeof served.accountSchema>>>,
  Holds<Equal<sdk.Usage, Static<typeof served.usageSchema>>>,
  Holds<Equal<sdk.Problem, Static<typeof served.problemSchema>>>,
]
export type { Documents }
