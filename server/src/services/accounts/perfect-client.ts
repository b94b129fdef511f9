import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { seal } from '../../lib/seal.ts'

/**
 * The vendor's documented size (contracts/perfect.notes.md, "Authentication"): its clients encrypt one block of at most 117 bytes,
 * and some keep buffers of just that size. More bits would not make a log-in safer: the public key itself is the credential, so
 * whoever has it can log in without breaking anything.
 */
const MODULUS_BITS = 1024
const PURPOSE = 'perfect-private-key'

export interface PerfectClient {
  readonly clientId: string
  /** What the vendor calls the client secret: base64 of the public key's SubjectPublicKeyInfo (DER). */
  readonly clientSecret: string
  readonly sealedPrivateKey: string
}

/** A client id and RSA key pair; the private key (PKCS#8, base64) is sealed with the server's secret. */
export async function generatePerfectClient(serverSecret: string): Promise<PerfectClient> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return {
    clientId: randomBytes(12).toString('hex'),
    clientSecret: publicKey.toString('base64'),
    sealedPrivateKey: seal(serverSecret, PURPOSE, privateKey.toString('base64')),
  }
}
