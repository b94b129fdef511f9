import { type Command, Option } from 'commander'
import type { Client, Job, JobEvent, JobState } from '../../sdk/index.ts'
import { CanceledError, exitCodeOfJob } from '../exit-codes.ts'
import { readInput } from '../input-values.ts'
import { onInterrupt } from '../interrupts.ts'
import { prepareTarget, saveOutputs } from '../output-files.ts'
import { toFacts, toSeconds, toShortTime, toTable } from '../print.ts'
import { createProgress } from '../progress.ts'
import { sessionOf } from '../session.ts'
import { addPaging, collect, toInteger } from '../options.ts'

const STATES: readonly JobState[] = ['queued', 'running', 'succeeded', 'failed', 'canceled']

interface RunOptions {
  readonly input: readonly string[]
  readonly output?: string
  readonly priority?: number
  readonly consent?: boolean
  readonly wait: boolean
}

export function addJobs(program: Command): void {
  const jobs = program.command('jobs').description('run and look after jobs')

  jobs
    .command('run <operation>')
    .description('submit a job, follow it and fetch its results; Ctrl-C cancels it')
    .option('-i, --input <key=value>', 'an input, as often as needed; key=@file uploads a file', collect, [] as string[])
    .option('-o, --output <file>', 'where the result goes; several get -1, -2 …; a folder works too')
    .option('--priority <number>', 'higher first among your own jobs, -100 to 100', toInteger)
    .option('--consent', 'the people in the pictures agreed; operations on faces need it')
    .option('--no-wait', 'only submit it')
    .addHelpText('after', '\nExample:\n  atelier jobs run text-to-image -i prompt="A cat sleeps on the plane" -i count=4 -o cat.png')
    .action(async (operation: string, options: RunOptions, command: Command) => {
      const { client, isJson, show } = sessionOf(command)
      const target = options.output === undefined ? undefined : await prepareTarget(options.output)
      const job = await (options.wait ? runJob : submitJob)(client, operation, options, isJson)
      const files = target && job.state === 'succeeded' ? await saveOutputs(job, target, client.media) : undefined
      show(files ? { ...job, files } : job, () => describeRun(job, files))
      if (job.state === 'failed' || job.state === 'canceled') process.exitCode = exitCodeOfJob(job)
    })

  addPaging(jobs.command('list'))
    .description('newest first')
    .addOption(new Option('--state <state...>', 'only these').choices(STATES))
    .option('--operation <name...>', 'only these')
    .action(
      async (
        { state, operation, ...page }: { state?: JobState[]; operation?: string[]; limit?: number; cursor?: string },
        command: Command,
      ) => {
        const { client, show } = sessionOf(command)
        const found = await client.jobs.list({ ...page, states: state, operations: operation })
        show(found, () =>
          [
            toTable(
              ['ID', 'OPERATION', 'STATE', 'ENGINE', '>CREDITS', 'SUBMITTED'],
              found.items.map((job) => [job.id, job.operation, job.state, job.engine, job.price, toShortTime(job.createdAt)]),
              'No jobs.',
            ),
            ...(found.nextCursor === null ? [] : [`\nMore with --cursor ${found.nextCursor}`]),
          ].join('\n'),
        )
      },
    )

  jobs
    .command('show <id>')
    .description('one job')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { client, show } = sessionOf(command)
      const job = await client.jobs.get(id)
      show(job, () => describeJob(job))
    })

  jobs
    .command('cancel <id>')
    .description('stop a job; a finished one stays as it is')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { client, show } = sessionOf(command)
      const job = await client.jobs.cancel(id)
      show(job, () => (job.state === 'running' ? `${job.id} will stop soon.` : `${job.id} is ${job.state}.`))
    })

  jobs
    .command('events <id>')
    .description('what happens to a job, as it happens, to its end; one JSON document per line with --json')
    .option('--after <number>', 'only events with a higher number', toInteger)
    .action(async (id: string, { after = 0 }: { after?: number }, command: Command) => {
      const { client, isJson } = sessionOf(command)
      const stopped = new AbortController()
      const takeBack = onInterrupt(() => stopped.abort(new CanceledError()))
      for await (const event of client.jobs.events(id, { after, signal: stopped.signal }))
        process.stdout.write(`${isJson ? JSON.stringify(event) : describeEvent(event)}\n`)
      takeBack()
    })
}

async function submitJob(client: Client, name: string, { input, priority, consent }: RunOptions): Promise<Job> {
  const operation = await client.operations.get(name)
  const values = await readInput(operation, input, { media: client.media, signal: new AbortController().signal })
  return client.jobs.create({ operation: name, input: values, priority, consent })
}

async function runJob(client: Client, name: string, { input, priority, consent }: RunOptions, isQuiet: boolean): Promise<Job> {
  const interrupted = new AbortController()
  let stop = (): void => interrupted.abort(new CanceledError())
  const takeBack = onInterrupt(() => stop())
  const { signal } = interrupted
  const operation = await client.operations.get(name, { signal })
  const values = await readInput(operation, input, { media: client.media, signal })
  // Not stopped half-way: a job of which nobody knows the id could not be canceled.
  const job = await client.jobs.create({ operation: name, input: values, priority, consent }, { idempotencyKey: crypto.randomUUID() })
  const failed = Promise.withResolvers<never>()
  stop = () => void client.jobs.cancel(job.id).catch(failed.reject)
  if (signal.aborted) stop()
  const progress = isQuiet ? undefined : createProgress(name)
  try {
    return await Promise.race([
      client.jobs.follow(job.id, { onProgress: (fraction, event) => progress?.tell(fraction, event) }),
      failed.promise,
    ])
  } finally {
    progress?.stop()
    takeBack()
  }
}

function describeRun(job: Job, files: readonly string[] | undefined): string {
  const lines = [`${job.id} ${job.state}${describeCourse(job)}`]
  for (const { message } of job.warnings) lines.push(`warning: ${message}`)
  if (job.error) lines.push(`${job.error.message} (${job.error.code})`)
  for (const place of files ?? job.outputs.map(({ url }) => url ?? '(expired)')) lines.push(place)
  return lines.join('\n')
}

/** By what, how truly, how fast and for how much. */
function describeCourse({ state, engine, fidelity, startedAt, finishedAt, price }: Job): string {
  if (state !== 'succeeded') return ''
  const time = startedAt !== null && finishedAt !== null ? `, ${toSeconds(Date.parse(finishedAt) - Date.parse(startedAt))}` : ''
  return ` by ${engine} (${fidelity})${time}, ${price} ${price === 1 ? 'credit' : 'credits'}`
}

function describeJob(job: Job): string {
  return toFacts({
    id: job.id,
    operation: job.operation,
    state: job.cancelRequestedAt !== null && job.state === 'running' ? 'running, asked to stop' : job.state,
    progress: job.state === 'running' ? `${Math.round(job.progress * 100)}%` : null,
    'in the queue': job.queuePosition === null ? null : `${job.queuePosition} before it`,
    engine: job.engine,
    fidelity: job.fidelity,
    credits: job.price,
    submitted: toShortTime(job.createdAt),
    started: toShortTime(job.startedAt),
    finished: toShortTime(job.finishedAt),
    error: job.error && `${job.error.message} (${job.error.code})`,
    warnings: job.warnings.map(({ message }) => message).join('; ') || null,
    input: JSON.stringify(job.input),
    ...Object.fromEntries(
      job.outputs.map(({ name, mediaId, mime, width, height, url }, index) => [
        `output ${index + 1}`,
        url === null
          ? `${name}: ${mediaId}, expired`
          : [`${name}:`, mediaId, mime, width === null ? '' : `${width}x${height}`, url].join(' '),
      ]),
    ),
  })
}

function describeEvent({ seq, type, createdAt, data }: JobEvent): string {
  const facts = Object.keys(data).length === 0 ? '' : `  ${JSON.stringify(data)}`
  return `${String(seq ?? '').padStart(3)}  ${toShortTime(createdAt)}  ${type}${facts}`
}
