import {
  BlobReader,
  configure,
  type FileEntry,
  Uint8ArrayReader,
  ZipReader,
  ZipWriter,
} from "@zip.js/zip.js/lib/zip-core-custom.js";
import { isAbort } from "../core/errors.ts";
import {
  type Archive,
  ArchiveError,
  type Archives,
  type Content,
  type PackedFile,
} from "../core/export/archive.ts";

// The browser's own compression: no worker from a blob URL, which the content security policy forbids, and no wasm.
configure({ useWebWorkers: false, useCompressionStream: true });

/** Bytes that are gathered before they leave the page's memory for the browser's store of blobs. */
const partBytes = 4_000_000;

/** Zip files with @zip.js/zip.js. */
export const zipFiles: Archives = {
  async pack(files, signal) {
    const blob = new BlobSink();
    const writer = new ZipWriter(blob.writable, { bufferedWrite: false, extendedTimestamp: true });
    for await (const file of files) {
      signal.throwIfAborted();
      await writer.add(file.name, readerOf(file.content), { ...entryOptions(file), signal });
    }
    await writer.close();
    signal.throwIfAborted();
    return blob.finish();
  },

  async open(file) {
    try {
      const entries = await new ZipReader(new BlobReader(file), { checkSignature: true }).getEntries();
      return new OpenArchive(entries.filter((entry) => !entry.directory));
    } catch (cause) {
      throw new ArchiveError((await beginsLikeZip(file)) ? "damaged" : "foreign", { cause });
    }
  },

  async sha256(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
};

class OpenArchive implements Archive {
  readonly files;
  readonly #entries: ReadonlyMap<string, FileEntry>;

  constructor(entries: readonly FileEntry[]) {
    this.files = entries.map(({ filename, uncompressedSize }) => ({
      name: filename,
      bytes: uncompressedSize,
    }));
    this.#entries = new Map(entries.map((entry) => [entry.filename, entry]));
  }

  async read(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new ArchiveError("damaged");
    try {
      const bytes = new ByteSink(entry.uncompressedSize);
      await entry.getData(bytes.writable, { signal });
      return bytes.finish();
    } catch (cause) {
      if (isAbort(cause)) throw cause;
      signal.throwIfAborted();
      throw new ArchiveError("damaged", { cause });
    }
  }
}

/** A zip file that was cut off still begins as one. */
async function beginsLikeZip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x50 && second === 0x4b;
}

function readerOf(content: Content): BlobReader | Uint8ArrayReader {
  if (content instanceof Blob) return new BlobReader(content);
  return new Uint8ArrayReader(typeof content === "string" ? new TextEncoder().encode(content) : content);
}

function entryOptions({ isStored, changedAtMs }: PackedFile) {
  return isStored ? { level: 0, lastModDate: new Date(changedAtMs) } : { lastModDate: new Date(changedAtMs) };
}

/** Gathers a stream into a blob, a part at a time. */
class BlobSink {
  #parts: Blob[] = [];
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;

  readonly writable = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: (chunk) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      if (this.#bytes >= partBytes) this.#closePart();
    },
  });

  finish(): Blob {
    this.#closePart();
    return new Blob(this.#parts, { type: "application/zip" });
  }

  #closePart(): void {
    this.#parts.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#bytes = 0;
  }
}

/** Gathers a stream of a length that is known before. */
class ByteSink {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(length: number) {
    this.#bytes = new Uint8Array(length);
  }

  readonly writable = new WritableStream<Uint8Array>({
    write: (chunk) => {
      if (this.#length + chunk.length > this.#bytes.length) throw new RangeError("longer than it says");
      this.#bytes.set(chunk, this.#length);
      this.#length += chunk.length;
    },
  });

  finish(): Uint8Array<ArrayBuffer> {
    if (this.#length < this.#bytes.length) throw new RangeError("shorter than it says");
    return this.#bytes;
  }
}
