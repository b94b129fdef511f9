import { readFileSync } from 'node:fs'
import { type Config, ConfigError, parseConfig, type SettingsFile } from './config.ts'

const DEFAULT_FILE = './atelier.config.json'

/**
 * The settings from the environment and, below it, one JSON file: ATELIER_CONFIG, or `./atelier.config.json` where that exists.
 * @throws ConfigError
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const named = environment['ATELIER_CONFIG'] || undefined
  return parseConfig(environment, readSettings(named ?? DEFAULT_FILE, named !== undefined))
}

function readSettings(path: string, isRequired: boolean): SettingsFile | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (!isRequired && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new ConfigError([`ATELIER_CONFIG: ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`])
  }
  try {
    return { path, content: JSON.parse(text) }
  } catch {
    throw new ConfigError([`${path}: is not valid JSON`])
  }
}
