import type { PictureScreen } from '../../src/ports/picture-screen.ts'
import { createPolicyService, type PolicyServiceOptions } from '../../src/services/policy/create-policy-service.ts'
import type { PolicyService } from '../../src/services/policy/policy-service.ts'
import { createRefusalLog } from '../../src/services/policy/refusal-log.ts'

/** Finds every picture harmless, at once: for tests of something else, which need not load a classifier. */
export const harmlessScreen: PictureScreen = {
  score: () => Promise.resolve(0),
  close: () => Promise.resolve(),
}

/** The real policy, but for the screen of pictures. */
export function createTestPolicy(
  options: Pick<PolicyServiceOptions, 'database' | 'clock' | 'media'> & Partial<PolicyServiceOptions>,
): PolicyService {
  return createPolicyService({
    screen: harmlessScreen,
    refusals: createRefusalLog(options),
    nsfwThreshold: 0.97,
    log: { error() {} },
    ...options,
  })
}
