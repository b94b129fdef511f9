import type { FastifyReply, FastifyRequest } from 'fastify'
import { AtelierError } from '../domain/errors.ts'
import type { App } from './fastify-app.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * A handler for what no route takes: `method_not_allowed` with `Allow`, which RFC 9110 section 15.5.6 demands, where the path has a route for
 * another method, else `route_not_found`. For dialects' own scopes as well.
 */
export function refuseUnknownRoute(app: App) {
  return function refuse(request: FastifyRequest, reply: FastifyReply): never {
    const url = request.url.replace(/[?#].*$/s, '')
    const allowed = METHODS.filter((method) => app.findRoute({ method, url }) !== null)
    if (allowed.length === 0) throw new AtelierError('route_not_found')
    const list = allowed.join(', ')
    reply.header('allow', list)
    throw new AtelierError('method_not_allowed', `This route takes ${list}.`)
  }
}
