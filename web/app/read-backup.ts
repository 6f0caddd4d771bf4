import { msg, str } from "@lit/localize";
import * as v from "valibot";
import { AgentFileError, importAgents } from "../core/agent-file.ts";
import type { Agent } from "../core/agents.ts";
import { type Archive, ArchiveError, type Archives } from "../core/export/archive.ts";
import {
  type BackupCall,
  type BackupCollection,
  type BackupCounts,
  type BackupFile,
  type BackupManifest,
  backupFormat,
  backupLimits,
  backupNames,
  backupPart,
  backupVersion,
  isBomb,
} from "../core/history/backup-format.ts";
import { isObject } from "../core/live/wire.ts";
import { readSettings, type Settings } from "../core/settings.ts";
import { BackupError } from "./backup.ts";
import { callSchema, collectionSchema, manifestSchema } from "./backup-schema.ts";

/** A backup whose files are all those it should have. What is read from it is checked once more. */
export interface OpenBackup {
  readonly files: readonly BackupFile[];
  readonly counts: BackupCounts;
  readonly callIds: readonly string[];
  readonly collectionNames: readonly string[];
  /** All of these throw BackupError, AbortError. */
  settings(): Promise<Settings>;
  agents(): Promise<readonly Agent[]>;
  collection(name: string): Promise<BackupCollection>;
  call(id: string): Promise<BackupCall>;
  /** Its buffer belongs to the caller and is as long. */
  bytes(name: string): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Opens a backup and checks which files it has, not yet what is in them: `checkBackup` does.
 * @throws BackupError, AbortError
 */
export async function openBackup(file: Blob, archives: Archives, signal: AbortSignal): Promise<OpenBackup> {
  const archive = await archives.open(file).catch(throwBackupError);
  const manifest = await readManifest(archive, file.size, signal);
  const known = new Map(manifest.files.map((entry) => [entry.name, entry]));

  const bytes = async (name: string) => {
    const entry = known.get(name);
    if (entry === undefined) throw damaged(msg(str`it lacks the file ${name}`));
    const content = await archive.read(name, signal).catch(throwBackupError);
    if ((await archives.sha256(content)) !== entry.sha256) throw damaged(msg(str`${name} has changed`));
    return content;
  };
  const text = async (name: string) => decoded(await bytes(name), name);
  const json = async (name: string) => parsed(await text(name), name);
  const named = (kind: string) => manifest.files.filter(({ name }) => backupPart(name)?.kind === kind);

  return {
    files: manifest.files,
    counts: manifest.counts,
    callIds: named("call").map(({ name }) => name.slice("calls/".length, -".json".length)),
    collectionNames: named("collection").map(({ name }) => name),
    bytes,
    settings: async () => {
      const settings = await json(backupNames.settings);
      if (!isObject(settings)) throw damaged(msg(str`${backupNames.settings} holds no settings`));
      return readSettings(settings);
    },
    agents: async () => agentsOf(await text(backupNames.agents)),
    collection: async (name) => valid(collectionSchema, await json(name), name),
    call: async (id) => valid(callSchema, await json(backupNames.call(id)), backupNames.call(id)),
  };
}

async function readManifest(
  archive: Archive,
  zipBytes: number,
  signal: AbortSignal,
): Promise<BackupManifest> {
  const own = archive.files.find(({ name }) => name === backupNames.manifest);
  if (own === undefined) throw foreign();
  if (own.bytes > backupLimits.manifest || isBomb(zipBytes, archive.files))
    throw damaged(msg("it unpacks to more than a backup can hold"));
  const content = await archive.read(backupNames.manifest, signal).catch(throwBackupError);
  const given = parsed(decoded(content, backupNames.manifest), backupNames.manifest);
  if (!isObject(given) || given["format"] !== backupFormat) throw foreign();
  const version = given["version"];
  if (typeof version === "number" && version > backupVersion)
    throw new BackupError(
      "newer-version",
      msg("This backup was made by a newer Parley. Reload this page to get the newest one, then try again."),
    );
  const manifest = valid(manifestSchema, given, backupNames.manifest);
  checkNames(manifest, archive);
  return manifest;
}

/** The zip has exactly the files that the manifest names, of those sizes, each once. */
function checkNames(manifest: BackupManifest, archive: Archive): void {
  const listed = new Map(manifest.files.map(({ name, bytes }) => [name, bytes]));
  if (listed.size < manifest.files.length) throw damaged(msg("a file is listed twice"));
  const found = archive.files.filter(({ name }) => name !== backupNames.manifest);
  if (found.length !== archive.files.length - 1 || new Set(found.map(({ name }) => name)).size < found.length)
    throw damaged(msg("a file is in it twice"));
  for (const { name, bytes } of found) {
    const part = backupPart(name);
    if (part === undefined || !listed.has(name))
      throw damaged(msg(str`${shown(name)} does not belong to it`));
    if (listed.get(name) !== bytes) throw damaged(msg(str`${name} has changed`));
    if (bytes > backupLimits[part.kind]) throw damaged(msg(str`${name} is too big`));
    listed.delete(name);
  }
  const [lacking] = listed.keys();
  if (lacking !== undefined) throw damaged(msg(str`it lacks the file ${shown(lacking)}`));
}

function agentsOf(text: string): readonly Agent[] {
  try {
    return importAgents(text);
  } catch (cause) {
    if (cause instanceof AgentFileError)
      throw damaged(
        msg(str`its agents cannot be read (${msg(cause.message).replace(/[.。।]$/, "")})`),
        cause,
      );
    throw cause;
  }
}

function valid<T>(schema: v.GenericSchema<unknown, T>, value: unknown, name: string): T {
  const outcome = v.safeParse(schema, value, { abortEarly: true });
  if (outcome.success) return outcome.output;
  const path = v.getDotPath(outcome.issues[0]);
  throw damaged(
    path === null
      ? msg(str`${name} is not as it should be`)
      : msg(str`${name} is not as it should be at ${path}`),
  );
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw damaged(msg(str`${name} is no text`), cause);
  }
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(msg(str`${name} is not JSON`), cause);
  }
}

function throwBackupError(error: unknown): never {
  if (!(error instanceof ArchiveError)) throw error;
  throw error.reason === "foreign" ? foreign(error) : damaged(msg("it cannot be unpacked"), error);
}

function foreign(cause?: unknown): BackupError {
  return new BackupError("foreign", msg("This file is not a backup from Parley."), { cause });
}

/** @param what is wrong, as the end of a sentence, in the language of the interface */
export function damaged(what: string, cause?: unknown): BackupError {
  return new BackupError("damaged", msg(str`This backup is damaged: ${what}. Nothing was restored.`), {
    cause,
  });
}

/** A name from a file nobody knows. */
function shown(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}]/gu, "").slice(0, 80);
}
