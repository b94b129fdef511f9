import type { Caller } from '../../domain/account.ts'

export interface PerfectClientService {
  /**
   * An access token for who shows an id_token: `client_id=<id>&timestamp=<unix ms>`, encrypted with the client's public key (RSA, PKCS#1 v1.5), in
   * base64. Its life begins with the id_token's timestamp, so the same id_token shown twice gives no longer access than shown once.
   * @throws unauthenticated, the same for every reason and after the same work
   */
  logIn(clientId: string, idToken: string): Promise<string>
  /** The caller of an access token, as long as the client is there. @throws unauthenticated */
  authenticate(accessToken: string): Promise<Caller>
}
