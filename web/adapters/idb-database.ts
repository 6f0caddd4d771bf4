import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";
import { StorageError, type StorageReason } from "../core/errors.ts";

/** One change of the database's shape, inside of the upgrade: it must wait for nothing but that transaction. */
export type UpgradeStep<Schema extends DBSchema> = (
  database: IDBPDatabase<Schema>,
  transaction: IDBPTransaction<Schema, StoreNames<Schema>[], "versionchange">,
) => void;

export interface IdbDatabaseOptions<Schema extends DBSchema> {
  readonly name: string;
  /** From each version to the next: a database of version n has gone through the first n. Only ever appended to. */
  readonly steps: readonly UpgradeStep<Schema>[];
  /** The platform's way to open a database. */
  readonly open?: typeof openDB<Schema>;
}

/** An IndexedDB database, opened when first needed, and again after the browser or another tab has closed it. */
export class IdbDatabase<Schema extends DBSchema> {
  readonly #name: string;
  readonly #steps: readonly UpgradeStep<Schema>[];
  readonly #openDB: typeof openDB<Schema>;
  #opened: Promise<IDBPDatabase<Schema>> | undefined;

  constructor({ name, steps, open = openDB<Schema> }: IdbDatabaseOptions<Schema>) {
    this.#name = name;
    this.#steps = steps;
    this.#openDB = open;
  }

  /**
   * Does something with the open database; a second time if the connection was lost under it.
   * @param work waits for nothing but this database within a transaction, and keeps all or nothing
   * @throws StorageError; what the work throws of its own, and DataCloneError, pass through
   */
  async use<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      const opened = this.#open();
      try {
        return await work(await opened);
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
        await this.#letGo(opened);
        return await work(await this.#open());
      }
    } catch (error) {
      throw storageError(error);
    }
  }

  /** Lets go of the database; the next use opens it again. */
  async close(): Promise<void> {
    if (this.#opened !== undefined) await this.#letGo(this.#opened);
  }

  async #letGo(opened: Promise<IDBPDatabase<Schema>>): Promise<void> {
    if (this.#opened === opened) this.#opened = undefined;
    // One that never opened has told those who waited for it.
    (await opened.catch(() => undefined))?.close();
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#opened ??= this.#openAnew();
    return this.#opened;
  }

  #openAnew(): Promise<IDBPDatabase<Schema>> {
    let giveUp: (error: StorageError) => void = () => undefined;
    const blocked = new Promise<never>((_resolve, reject) => {
      giveUp = reject;
    });
    const opening = this.#openDB(this.#name, this.#steps.length, {
      upgrade: (database, from, _to, transaction) => {
        for (const step of this.#steps.slice(from)) step(database, transaction);
      },
      // Another tab with an older version does not let go.
      blocked: () => giveUp(new StorageError("blocked")),
      // Another tab needs a newer version: it must not wait for this one.
      blocking: () => void this.#letGo(opened),
      terminated: () => void this.#letGo(opened),
    });
    const opened = Promise.race([opening, blocked]);
    const forget = () => {
      if (this.#opened === opened) this.#opened = undefined;
    };
    // One that was given up may still succeed, and would then be in the way of others. Until it does, any other one
    // would wait behind it without a word: whoever asks meanwhile is told the same.
    opened.catch(() => {
      opening.then((database) => {
        database.close();
        forget();
      }, forget);
    });
    return opened;
  }
}

/** What a transaction of idb tells of itself, whatever its stores. */
interface Settling {
  readonly done: Promise<void>;
  readonly error: DOMException | null;
  abort(): void;
}

/**
 * Does something in a transaction: all of it is kept, or nothing.
 * @throws what made it fail: the reason of the browser, or else that of the work
 */
export async function inTransaction<T extends Settling, R>(
  transaction: T,
  work: (transaction: T) => Promise<R>,
): Promise<R> {
  const over = transaction.done.catch(() => undefined);
  try {
    const result = await work(transaction);
    await transaction.done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has failed by itself, and that is why we are here.
    }
    await over;
    throw transaction.error ?? error;
  }
}

/**
 * The connection is gone, not the data: Safari loses it in the background ("Connection to Indexed Database server
 * lost", an UnknownError), any browser may close it, and a transaction that it cuts off is aborted without a reason.
 */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof DOMException)) return false;
  return error.name === "InvalidStateError" || error.name === "UnknownError" || error.name === "AbortError";
}

/** Everything that a database may fail with as a StorageError; what cannot be copied is the caller's mistake and stays. */
function storageError(error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name === "DataCloneError") return error;
  return new StorageError(reasons.get(error.name) ?? "unavailable", { cause: error });
}

const reasons: ReadonlyMap<string, StorageReason> = new Map([
  ["QuotaExceededError", "quota"],
  ["VersionError", "newer-version"],
]);
