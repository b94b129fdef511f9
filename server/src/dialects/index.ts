import type { Dialect } from '../http/app-types.ts'
import { createNativeDialect } from '../http/native/index.ts'
import type { AliasService } from '../services/aliases/alias-service.ts'
import type { Catalogue } from '../services/catalogue/catalogue.ts'
import type { MediaReaders } from '../services/jobs/media-readers.ts'
import { createAituboDialect } from './aitubo/index.ts'
import { createPerfectDialect, type PerfectServices } from './perfect/index.ts'

/** What the dialects need between them, besides the services that each is given when it is mounted. */
export interface DialectServices extends PerfectServices {
  readonly aliases: AliasService
  readonly readers: MediaReaders
  readonly catalogue: Catalogue
}

/** Every door to this server, the native one first, in the order of `/docs`. A new one is its folder and one line here. */
export function createDialects(services: DialectServices): readonly Dialect[] {
  return [createNativeDialect({ prices: services.catalogue.prices }), createAituboDialect(services), createPerfectDialect(services)]
}
