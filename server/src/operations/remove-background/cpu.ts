import type { CpuEffect } from '../../domain/operation.ts'

const effect: CpuEffect = () => Promise.reject(new Error('being written'))
export default effect
