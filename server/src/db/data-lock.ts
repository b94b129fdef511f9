import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse'
}

/**
 * Holds an embedded database for one server at a time: two would not hear each other's signals and would wait for each other's writes. The lock is
 * an exclusive transaction on a small file beside the database; it goes with the process, kill -9 included. Commands that only use the database
 * do not take it. Returns the way to give it up.
 * @throws DataFolderInUse
 */
export function lockDataFolder(databaseFile: string): () => void {
  mkdirSync(dirname(databaseFile), { recursive: true })
  const lock = new DatabaseSync(`${databaseFile}.lock`)
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    throw new DataFolderInUse('another server is using the data folder', { cause: error })
  }
  return () => lock.close()
}
