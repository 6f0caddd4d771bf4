/** What tools keep on this device, over conversations. A collection is a named set of records with ids. */
export interface ToolStore {
  /** Names of the collections that hold anything, in order. */
  collections(): Promise<readonly string[]>;
  /** Every record of the collection, in the order of their ids. Values are unchecked: check what you read. */
  all(collection: string): Promise<readonly StoredRecord[]>;
  get(collection: string, id: string): Promise<unknown>;
  /** Creates or replaces. Values are copied. @throws StorageError with `quota` when the device is full */
  put(collection: string, id: string, value: unknown): Promise<void>;
  delete(collection: string, id: string): Promise<void>;
}

export interface StoredRecord {
  readonly id: string;
  readonly value: unknown;
}
