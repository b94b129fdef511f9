import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import Type, { type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** Marks a setting with the environment variable that sets it; `secret` ones are not printed. */
function setting<S extends TSchema>(env: string, schema: S, options: { secret?: boolean } = {}): S {
  return Object.assign(schema, { env, ...options })
}

const count = (defaultValue: number, description: string, minimum = 0) =>
  Type.Integer({ minimum, maximum: 1_000_000_000, default: defaultValue, description })

/**
 * Every setting of the server: a property of the settings file, or an environment variable, which wins. The schema is the only place
 * where a setting is named, bounded, given its default and described.
 */
export const settings = Type.Object(
  {
    port: setting('PORT', Type.Integer({ minimum: 0, maximum: 65535, default: 8787, description: 'TCP port; 0 takes a free one.' })),
    host: setting('HOST', Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address to listen on.' })),
    publicUrl: setting(
      'PUBLIC_URL',
      Type.Optional(Type.String({ description: 'Begins every absolute URL given out; http://HOST:PORT when left out.' })),
    ),
    trustProxy: setting(
      'ATELIER_TRUST_PROXY',
      Type.Array(Type.String(), { default: [], description: 'Addresses or CIDRs of proxies whose X-Forwarded-For is believed.' }),
    ),
    dataFolder: setting(
      'ATELIER_DATA',
      Type.String({ minLength: 1, default: './data', description: 'Folder for the media store and the embedded database.' }),
    ),
    databaseUrl: setting(
      'DATABASE_URL',
      Type.Optional(Type.String({ description: 'postgres://…; the embedded database in ATELIER_DATA when left out.' })),
      { secret: true },
    ),
    storeUrl: setting('S3_URL', Type.Optional(Type.String({ description: 'Not supported yet.' })), { secret: true }),
    role: setting(
      'ATELIER_ROLE',
      Type.Enum(['all', 'api', 'worker'], { default: 'all', description: 'What this process does; anything but all needs Postgres.' }),
    ),
    logLevel: setting(
      'LOG_LEVEL',
      Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        default: 'info',
        description: 'Least level that is logged.',
      }),
    ),
    secret: setting(
      'ATELIER_SECRET',
      Type.Optional(Type.String({ minLength: 16, description: 'Seals and signs; one is made and kept in the database when left out.' })),
      { secret: true },
    ),
    fetchAllow: setting(
      'ATELIER_FETCH_ALLOW',
      Type.Array(Type.String(), { default: [], description: 'CIDRs of private networks that media URLs may name.' }),
    ),
    cpuThreads: setting(
      'ATELIER_CPU_THREADS',
      Type.Integer({
        minimum: 1,
        maximum: 256,
        default: Math.min(2, availableParallelism()),
        description: 'Worker threads of the built-in engine.',
      }),
    ),
    ffmpegPath: setting(
      'FFMPEG_PATH',
      Type.Optional(Type.String({ minLength: 1, description: 'The file of ffmpeg, ffprobe beside it; looked for in PATH when left out.' })),
    ),
    maxUploadMegabytes: setting(
      'ATELIER_MAX_UPLOAD_MB',
      Type.Integer({ minimum: 1, maximum: 1024, default: 105, description: 'Largest file, in MB of 1,000,000 bytes.' }),
    ),
    maxPixels: setting(
      'ATELIER_MAX_PIXELS',
      Type.Integer({ minimum: 1, maximum: 50_000_000, default: 50_000_000, description: 'Most pixels of a picture that is read.' }),
    ),
    accountRunningLimit: setting('ATELIER_ACCOUNT_RUNNING_LIMIT', count(4, 'Jobs of one account that run at once; 0 is no limit.')),
    accountQueueLimit: setting('ATELIER_ACCOUNT_QUEUE_LIMIT', count(1000, 'Queued jobs of one account; 0 is no limit.')),
    uploadRetentionDays: setting(
      'ATELIER_UPLOAD_RETENTION_DAYS',
      Type.Number({ exclusiveMinimum: 0, maximum: 36_500, default: 30, description: 'How long uploads are kept.' }),
    ),
    outputRetentionDays: setting(
      'ATELIER_OUTPUT_RETENTION_DAYS',
      Type.Number({ exclusiveMinimum: 0, maximum: 36_500, default: 30, description: 'How long results are kept.' }),
    ),
    jobRetentionDays: setting(
      'ATELIER_JOB_RETENTION_DAYS',
      Type.Number({ minimum: 0, maximum: 36_500, default: 90, description: 'How long finished jobs are kept; 0 is for ever.' }),
    ),
    nsfwThreshold: setting(
      'ATELIER_NSFW_THRESHOLD',
      Type.Number({ minimum: 0.5, maximum: 1, default: 0.97, description: 'Pictures that score so high are refused; see docs/policy.md.' }),
    ),
    auditRetentionDays: setting(
      'ATELIER_AUDIT_RETENTION_DAYS',
      Type.Number({ minimum: 0, maximum: 36_500, default: 180, description: 'How long refusals are kept; 0 is for ever.' }),
    ),
    leaseSeconds: setting(
      'ATELIER_LEASE_SECONDS',
      Type.Number({ minimum: 1, maximum: 3600, default: 15, description: 'How long a silent worker keeps its jobs.' }),
    ),
    drainSeconds: setting(
      'ATELIER_DRAIN_SECONDS',
      Type.Number({ minimum: 0, maximum: 3600, default: 30, description: 'How long running jobs may go on after SIGTERM.' }),
    ),
    requestsPerMinute: setting('ATELIER_REQUESTS_PER_MINUTE', count(6000, 'Requests of one account; 0 is no limit.')),
    perfectRequestsPerIp: setting(
      'ATELIER_PERFECT_REQUESTS_PER_IP',
      count(100, 'Perfect: requests from one IP address in five minutes; 0 is no limit.'),
    ),
    perfectRequestsPerToken: setting(
      'ATELIER_PERFECT_REQUESTS_PER_TOKEN',
      count(100, 'Perfect: requests with one token in a minute; 0 is no limit.'),
    ),
    perfectTaskLostSeconds: setting(
      'ATELIER_PERFECT_TASK_LOST_SECONDS',
      Type.Number({ minimum: 12, maximum: 86_400, default: 15, description: 'Perfect: how long a task may go unpolled.' }),
    ),
    perfectClockToleranceSeconds: setting(
      'ATELIER_PERFECT_CLOCK_TOLERANCE_SECONDS',
      Type.Number({ minimum: 1, maximum: 3600, default: 300, description: 'Perfect: how far the clock of a client may be off.' }),
    ),
    failedLoginsPerMinute: setting('ATELIER_FAILED_LOGINS_PER_MINUTE', count(20, 'Failed log-ins from one IP address; 0 is no limit.')),
  },
  { additionalProperties: false },
)

type Settings = Static<typeof settings>
type SettingName = keyof Settings

/** What the server is set to; paths are absolute. */
export interface Config extends Readonly<Omit<Settings, 'databaseUrl' | 'storeUrl'>> {
  readonly databaseUrl: string
}

/** All that is wrong with the settings, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The settings are not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

export interface SettingsFile {
  /** For messages. */
  readonly path: string
  readonly content: unknown
}

type Environment = Readonly<Record<string, string | undefined>>

const names = Object.keys(settings.properties) as SettingName[]
const metadata = settings.properties as unknown as Record<SettingName, { type?: string; env: string; secret?: boolean; default?: unknown }>

/**
 * Puts the settings together and checks them. An empty environment variable counts as not set. Environment variables that are not ours
 * are nobody's fault: orchestrators inject names such as ATELIER_SERVICE_HOST.
 * @throws ConfigError with every fault at once; secret values are never in it.
 */
export function parseConfig(environment: Environment, file?: SettingsFile): Config {
  const faults: string[] = []
  const given: Record<string, unknown> = {}
  const givenBy: Record<string, string> = {}

  if (file !== undefined) {
    if (typeof file.content !== 'object' || file.content === null || Array.isArray(file.content))
      throw new ConfigError([`${file.path}: must hold a JSON object`])
    for (const [name, value] of Object.entries(file.content)) {
      if (!Object.hasOwn(metadata, name)) faults.push(`${name} (in ${file.path}): there is no such setting`)
      else {
        given[name] = value
        givenBy[name] = `${name} (in ${file.path})`
      }
    }
  }
  for (const name of names) {
    const text = environment[metadata[name].env]?.trim()
    if (text === undefined || text === '') continue
    given[name] = fromText(text, metadata[name].type)
    givenBy[name] = metadata[name].env
  }
  const nameOf = (name: SettingName) => givenBy[name] ?? metadata[name].env
  const complain = (name: SettingName, fault: string) => {
    const value = given[name]
    const shown = value === undefined || metadata[name].secret ? '' : ` (it is ${JSON.stringify(value)})`
    faults.push(`${nameOf(name)}: ${fault}${shown}`)
  }

  const complete: Record<string, unknown> = {}
  for (const name of names) {
    const value = Object.hasOwn(given, name) ? given[name] : metadata[name].default
    if (value === undefined) continue
    const [error] = Value.Errors(settings.properties[name], value)
    if (error) complain(name, describeFault(error))
    else complete[name] = value
  }

  // What is missing here was refused above.
  const checked = complete as Partial<Settings>
  for (const name of ['fetchAllow', 'trustProxy'] as const)
    for (const network of checked[name] ?? [])
      if (!isNetwork(network)) complain(name, `"${network}" is not an address or CIDR such as 10.1.0.0/16`)
  if (checked.publicUrl !== undefined && !isBaseUrl(checked.publicUrl))
    complain('publicUrl', 'must be an http or https URL without query, fragment and user')
  if (checked.databaseUrl !== undefined && !/^(postgres(ql)?:\/\/|sqlite:.)/.test(checked.databaseUrl))
    complain('databaseUrl', 'must begin with postgres:// (or sqlite: and a file)')
  else if (checked.role !== undefined && checked.role !== 'all' && !checked.databaseUrl?.startsWith('postgres'))
    complain('role', 'several processes need one Postgres: set DATABASE_URL=postgres://…')
  if (checked.storeUrl !== undefined)
    complain('storeUrl', 'keeping media in S3 is not supported yet; unset it to keep media in ATELIER_DATA')
  if (faults.length > 0) throw new ConfigError(faults)

  const { storeUrl: _unsupported, databaseUrl, publicUrl, ...rest } = complete as unknown as Settings
  const dataFolder = resolve(rest.dataFolder)
  return deepFreeze({
    ...rest,
    dataFolder,
    ...(publicUrl === undefined ? {} : { publicUrl: publicUrl.replace(/\/+$/, '') }),
    databaseUrl: databaseUrl ?? `sqlite:${join(dataFolder, 'atelier.sqlite')}`,
  })
}

/** The settings for printing, by environment variable; what is secret shows only that it is set, a database URL without its password. */
export function describeConfig(config: Config): Record<string, unknown> {
  const shown = (name: SettingName): unknown => {
    const value = (config as Partial<Settings>)[name]
    if (name === 'databaseUrl')
      return String(value)
        .replace(/\/\/.*@/, '//[redacted]@')
        .replace(/\?.*$/, '?[redacted]')
    return metadata[name].secret && value !== undefined ? '[redacted]' : value
  }
  return Object.fromEntries(names.map((name) => [metadata[name].env, shown(name)]).filter(([, value]) => value !== undefined))
}

/** `http://HOST:PORT` for a server that listens on `host`; an address that means all of them becomes localhost, which can be called. */
export function defaultPublicUrl(host: string, port: number): string {
  const isAny = host === '0.0.0.0' || host === '::'
  const name = isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function fromText(text: string, type: string | undefined): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?(e\d+)?$/i.test(text) ? Number(text) : text
  if (type === 'array')
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  return text
}

function describeFault(error: { keyword: string; message: string; params: object }): string {
  const { allowedValues } = error.params as { allowedValues?: unknown[] }
  return allowedValues ? `must be one of ${allowedValues.join(', ')}` : error.message
}

function isNetwork(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text)
}

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text)
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    !text.includes('?') &&
    !text.includes('#') &&
    url.username === '' &&
    url.password === ''
  )
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object)
  return Object.freeze(value)
}
