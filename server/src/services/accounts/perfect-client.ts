import { constants, createPrivateKey, generateKeyPair, type KeyObject, privateDecrypt, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { seal, unseal } from '../../lib/seal.ts'

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

/** What an id_token says. */
export interface IdTokenClaim {
  readonly clientId: string
  /** Milliseconds since 1970, UTC, by the client's clock. */
  readonly timestamp: number
}

const CLAIM = /^client_id=([^&]{1,200})&timestamp=(\d{1,15})$/

/**
 * The claim of an id_token (base64), or undefined for any text that does not hold one. Every text costs one decryption, and nothing tells how
 * far it came: OpenSSL answers false padding with other bytes instead of an error ("implicit rejection",
 * draft-irtf-cfrg-rsa-guidance section 7.2), so that false padding and false content are one case. What is no ciphertext of this key for
 * anyone to see (another length, a number above the modulus) is replaced by one and fails the same way.
 */
export function openIdToken(sealedPrivateKey: string, serverSecret: string, idToken: string): IdTokenClaim | undefined {
  const der = unseal(serverSecret, PURPOSE, sealedPrivateKey)
  if (der === undefined) throw new Error('The private key of a Perfect client was sealed with another secret.')
  const key = createPrivateKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'pkcs8' })
  const parts = CLAIM.exec(decrypt(key, Buffer.from(idToken, 'base64')).toString('latin1'))
  return parts === null ? undefined : { clientId: parts[1]!, timestamp: Number(parts[2]) }
}

function decrypt(key: KeyObject, ciphertext: Buffer): Buffer {
  const padded = { key, padding: constants.RSA_PKCS1_PADDING }
  const blockBytes = MODULUS_BITS / 8
  try {
    return privateDecrypt(padded, ciphertext.length === blockBytes ? ciphertext : Buffer.alloc(blockBytes, 1))
  } catch {
    return privateDecrypt(padded, Buffer.alloc(blockBytes, 1))
  }
}
