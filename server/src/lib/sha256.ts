/** The SHA-256 of the bytes as lower-case hex. Web Crypto computes it on the thread pool; `createHash` would block for some 30 ms on 50 MB. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex')
}
