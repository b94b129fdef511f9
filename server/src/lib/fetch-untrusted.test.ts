import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import {
  fetchUntrusted,
  isPublicAddress,
  UntrustedFetchError,
  type FetchUntrustedOptions,
  type UntrustedFetchReason,
} from './fetch-untrusted.ts'

const LIMITS: FetchUntrustedOptions = { maxBytes: 1000, timeoutMs: 10_000 }
const LOCAL: FetchUntrustedOptions = { ...LIMITS, allow: ['127.0.0.1/32'] }

/** A real server on 127.0.0.1; `hits` are the paths that were asked for. */
async function serve(t: TestContext, listener: RequestListener): Promise<{ url: string; port: number; hits: string[] }> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, hits }
}

async function rejectsWith(reason: UntrustedFetchReason, fetching: Promise<unknown>, what?: string): Promise<void> {
  await assert.rejects(fetching, (error: unknown) => error instanceof UntrustedFetchError && error.reason === reason, what)
}

const nobody = (): Promise<never> => assert.fail('no name should be looked up')

test('a file is fetched from an allowed address, with what the server says of it', async (t) => {
  const { url } = await serve(t, (request, response) => {
    assert.equal(request.headers['accept-encoding'], 'identity')
    response.setHeader('content-type', 'image/png').end('a cat')
  })
  const file = await fetchUntrusted(`${url}/cat.png?size=1#top`, LOCAL)
  assert.equal(Buffer.from(file.bytes).toString(), 'a cat')
  assert.equal(file.contentType, 'image/png')
  assert.equal(file.finalUrl, `${url}/cat.png?size=1#top`)
})

test('this machine is refused unless it is allowed, and is not even connected to', async (t) => {
  const { url, port, hits } = await serve(t, (_request, response) => void response.end('secret'))
  await rejectsWith('refused', fetchUntrusted(url, LIMITS))
  await rejectsWith('refused', fetchUntrusted(`http://localhost:${port}/`, LIMITS))
  assert.deepEqual(hits, [])
})

test('only http and https without credentials are fetched', async () => {
  for (const url of [
    '',
    'cat.png',
    '//example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:,x',
    'blob:http://example.com/x',
    'gopher://example.com/',
  ]) {
    await rejectsWith('refused', fetchUntrusted(url, { ...LIMITS, lookup: nobody }), url)
  }
  for (const url of ['http://user@example.com/', 'http://user:password@example.com/', 'http://:password@example.com/']) {
    await rejectsWith('refused', fetchUntrusted(url, { ...LIMITS, lookup: nobody }), url)
  }
})

const PRIVATE_ADDRESSES = [
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
  ],
  ...[
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
  ],
  ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::127.0.0.1',
    '::8.8.8.8',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '0:0:0:0:0:ffff:a00:1',
  ],
  ...[
    '64:ff9b::7f00:1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '100::1',
    '100:0:0:1::1',
    '2001::1',
    '2001:0:53aa:64c::1',
    '2001:2::1',
    '2001:10::1',
  ],
  ...['2001:20::1', '2001:db8::1', '2002:7f00:1::', '2002:808:808::1', '3fff::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fd20:ce::254'],
  ...['fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'ff02::1', 'ff0e::1', '4000::1', '8000::1', 'not an address', ''],
]
const PUBLIC_ADDRESSES = ['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '193.0.0.1', '223.255.255.255']
const PUBLIC_ADDRESSES_IPV6 = ['2606:4700::1111', '2a00:1450:4001::1', '2003::1', '2400:cb00::1', '2001:4860:4860::8888']

test('an address is public only when it is globally reachable unicast', () => {
  for (const address of PRIVATE_ADDRESSES) assert.equal(isPublicAddress(address), false, address)
  for (const address of [...PUBLIC_ADDRESSES, ...PUBLIC_ADDRESSES_IPV6]) assert.equal(isPublicAddress(address), true, address)
})

test('every spelling of a private address in a URL is refused without a look-up', async () => {
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
    '0177.0.0.01',
    '127.0.0.1.',
    '0',
    '①②⑦.0.0.1',
    '%31%32%37.0.0.1',
  ]
  const hostsIpv6 = [
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:0001]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
  ]
  const hostsCloud = [
    '169.254.169.254',
    '[fd00:ec2::254]',
    '[fe80::a9fe:a9fe]',
    '0xa9fea9fe',
    '2852039166',
    '100.100.100.200',
    '168.63.129.16',
  ]
  for (const host of [...hosts, ...hostsIpv6, ...hostsCloud]) {
    await rejectsWith('refused', fetchUntrusted(`http://${host}/`, { ...LIMITS, lookup: nobody }), host)
  }
})

test('a name is refused when any of its addresses is not public', async () => {
  for (const address of PRIVATE_ADDRESSES) {
    await rejectsWith('refused', fetchUntrusted('http://cats.example/', { ...LIMITS, lookup: async () => ['1.1.1.1', address] }), address)
  }
})

test('a mapped IPv6 spelling of an allowed network is still refused', async () => {
  await rejectsWith('refused', fetchUntrusted('http://[::ffff:127.0.0.1]/', LOCAL))
})

test('the connection goes to the address that was checked: a second DNS answer is never asked for', async (t) => {
  const { port, hits } = await serve(t, (request, response) => void response.end(request.headers.host))
  const answers = ['127.0.0.1', '10.0.0.1']
  let lookups = 0
  // The name does not exist outside this test, so reaching the server proves whose answer was dialled.
  const file = await fetchUntrusted(`http://rebinding.invalid:${port}/`, { ...LOCAL, lookup: async () => [answers[lookups++] ?? ''] })
  assert.equal(Buffer.from(file.bytes).toString(), `rebinding.invalid:${port}`)
  assert.equal(lookups, 1)
  assert.deepEqual(hits, ['/'])
})

test('a name is looked up and checked again at every redirect', async (t) => {
  const { port, hits } = await serve(t, (_request, response) => void response.writeHead(302, { location: '/again' }).end())
  const answers = ['127.0.0.1', '192.168.0.1']
  let lookups = 0
  await rejectsWith(
    'refused',
    fetchUntrusted(`http://rebinding.invalid:${port}/`, { ...LOCAL, lookup: async () => [answers[lookups++] ?? ''] }),
  )
  assert.deepEqual(hits, ['/'])
})

test('a name without an address and a look-up that fails are unreachable', async () => {
  await rejectsWith('unreachable', fetchUntrusted('http://cats.example/', { ...LIMITS, lookup: async () => [] }))
  await rejectsWith(
    'unreachable',
    fetchUntrusted('http://cats.example/', { ...LIMITS, lookup: () => Promise.reject(new Error('ENOTFOUND')) }),
  )
})

test('redirects are followed, also relative ones, and the final URL is told', async (t) => {
  const steps: Record<string, [number, string]> = { '/a': [301, 'b'], '/b': [307, '/c/d'], '/c/d': [303, '../e'] }
  const { url } = await serve(t, (request, response) => {
    const step = steps[request.url ?? '']
    if (step === undefined) response.end('a cat')
    else response.writeHead(step[0], { location: step[1] }).end('moved')
  })
  assert.equal((await fetchUntrusted(`${url}/a`, LOCAL)).finalUrl, `${url}/e`)
})

test('a redirect to where a caller may not go is refused', async (t) => {
  const hidden = await serve(t, (_request, response) => void response.end('secret'))
  const locations = [
    'http://10.0.0.1/',
    'http://[::1]/',
    `http://0x7f000002:${hidden.port}/`,
    'file:///etc/passwd',
    'http://user:pw@127.0.0.1/',
    'http://[',
    'ftp://127.0.0.1/',
  ]
  for (const location of locations) {
    const { url } = await serve(t, (_request, response) => void response.writeHead(302, { location }).end())
    await rejectsWith('refused', fetchUntrusted(url, LOCAL), location)
  }
  assert.deepEqual(hidden.hits, [])
})

test('endless redirects end after the number that is allowed', async (t) => {
  const { url, hits } = await serve(t, (_request, response) => void response.writeHead(302, { location: '/again' }).end())
  await rejectsWith('refused', fetchUntrusted(url, { ...LOCAL, maxRedirects: 2 }))
  assert.equal(hits.length, 3)
})

test('an answer that is not a success is unreachable', async (t) => {
  for (const status of [302, 304, 400, 404, 500]) {
    const { url } = await serve(t, (_request, response) => void response.writeHead(status).end())
    await rejectsWith('unreachable', fetchUntrusted(url, LOCAL), String(status))
  }
})

test('a body of the greatest size is taken, one byte more is too large, announced or not', async (t) => {
  const { url } = await serve(t, (request, response) => {
    const bytes = Buffer.alloc(request.url === '/fits' ? 1000 : 1001)
    if (request.url !== '/chunked') response.setHeader('content-length', bytes.length)
    response.write(bytes.subarray(0, 600))
    response.end(bytes.subarray(600))
  })
  assert.equal((await fetchUntrusted(`${url}/fits`, LOCAL)).bytes.length, 1000)
  await rejectsWith('too_large', fetchUntrusted(`${url}/announced`, LOCAL))
  await rejectsWith('too_large', fetchUntrusted(`${url}/chunked`, LOCAL))
})

test('a body without end is cut off, and its connection closed', async (t) => {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  const { url } = await serve(t, (_request, response) => {
    response.on('close', resolve)
    const more = (): void => void response.write(Buffer.alloc(400), more)
    more()
  })
  await rejectsWith('too_large', fetchUntrusted(url, LOCAL))
  await closed
})

test('a body that was encoded without being asked for is decoded', async (t) => {
  const encodings = { gzip: gzipSync, 'x-gzip': gzipSync, deflate: deflateSync, br: brotliCompressSync }
  for (const [encoding, encode] of Object.entries(encodings)) {
    const { url } = await serve(t, (_request, response) => void response.setHeader('content-encoding', encoding).end(encode('a cat')))
    assert.equal(Buffer.from((await fetchUntrusted(url, LOCAL)).bytes).toString(), 'a cat', encoding)
  }
})

test('a decompression bomb, an unknown encoding and a broken one are refused', async (t) => {
  const bomb = gzipSync(Buffer.alloc(500_000))
  assert.ok(bomb.length < LOCAL.maxBytes)
  const bombs = await serve(t, (_request, response) => void response.setHeader('content-encoding', 'gzip').end(bomb))
  await rejectsWith('too_large', fetchUntrusted(bombs.url, LOCAL))
  for (const encoding of ['zstd', 'gzip, gzip', 'constructor']) {
    const { url } = await serve(t, (_request, response) => void response.setHeader('content-encoding', encoding).end('a cat'))
    await rejectsWith('unreachable', fetchUntrusted(url, LOCAL), encoding)
  }
  const broken = await serve(
    t,
    (_request, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync('a cat').subarray(0, 12)),
  )
  await rejectsWith('unreachable', fetchUntrusted(broken.url, LOCAL))
})

test('time is bounded over the whole fetch: silence, dripping bytes and a silent name server', async (t) => {
  const { url } = await serve(t, (request, response) => {
    if (request.url === '/silent') return
    const drip = setInterval(() => response.write('x'), 5)
    response.on('close', () => clearInterval(drip))
  })
  const hurried = { ...LOCAL, timeoutMs: 100, maxBytes: 1e9 }
  await rejectsWith('unreachable', fetchUntrusted(`${url}/silent`, hurried))
  await rejectsWith('unreachable', fetchUntrusted(`${url}/drip`, hurried))
  // AbortSignal's timer does not keep a process alive by itself, so this test does.
  const awake = setInterval(() => undefined, 1000)
  await rejectsWith('unreachable', fetchUntrusted('http://cats.example/', { ...hurried, lookup: () => new Promise(() => undefined) }))
  clearInterval(awake)
})

test('an abort rejects with its reason and closes the connection', async (t) => {
  const abort = new AbortController()
  const reason = new Error('the caller went away')
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  const { url } = await serve(t, (_request, response) => {
    response.on('close', resolve)
    response.write('x', () => abort.abort(reason))
  })
  await assert.rejects(fetchUntrusted(url, { ...LOCAL, signal: abort.signal }), reason)
  await closed
  await assert.rejects(fetchUntrusted(url, { ...LOCAL, signal: abort.signal }), reason)
})

test('a connection that breaks off, and a server that speaks no HTTP, are unreachable', async (t) => {
  const { url } = await serve(t, (request, response) => {
    if (request.url === '/garbage') request.socket.end('not HTTP at all\r\n\r\n')
    else response.writeHead(200, { 'content-length': 100 }).write('half', () => request.socket.destroy())
  })
  await rejectsWith('unreachable', fetchUntrusted(`${url}/half`, LOCAL))
  await rejectsWith('unreachable', fetchUntrusted(`${url}/garbage`, LOCAL))
})

test('a proxy that the rest of the process uses is ignored', async (t) => {
  const proxy = await serve(t, (_request, response) => void response.end('from the proxy'))
  const target = await serve(t, (_request, response) => void response.end('a cat'))
  const before = getGlobalDispatcher()
  setGlobalDispatcher(new EnvHttpProxyAgent({ httpProxy: proxy.url, httpsProxy: proxy.url }))
  t.after(() => setGlobalDispatcher(before))
  assert.equal(Buffer.from((await fetchUntrusted(target.url, LOCAL)).bytes).toString(), 'a cat')
  assert.deepEqual(proxy.hits, [])
})
