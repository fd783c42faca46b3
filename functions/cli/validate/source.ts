import { fstatSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { isatty } from "node:tty";
import { UsageError } from "../errors";

/** Bytes of one read, large enough that nothing waits for the disk. */
const CHUNK = 2 ** 20;

/** A file to check: as a stream, and at random places for formats that are read from their end. */
export interface Source {
  /** Its name without folders, for messages. */
  name: string;
  /** Its length in bytes; null for the standard input, whose length is unknown. */
  size: number | null;
  chunks(): AsyncIterable<Uint8Array>;
  /** Null where only a stream is there. */
  random: { byteLength: number; slice(start: number, end?: number): Promise<ArrayBuffer> } | null;
  close(): Promise<void>;
}

/**
 * Opens the file at `path`; `-` is the standard input.
 * @throws UsageError when the file is missing or unreadable, or the standard input is closed
 */
export async function openSource(path: string): Promise<Source> {
  if (path !== "-") return fileSource(path, await openFile(path));
  checkStandardInput();
  return standardInput();
}

const standardInput = (): Source => ({
  name: "the standard input",
  size: null,
  chunks: () => process.stdin,
  random: null,
  close: async () => {
    process.stdin.destroy();
  },
});

/** Node opens /dev/null in place of an input that is closed, so a device that is no terminal counts as none. */
function checkStandardInput(): void {
  const given = fstatSync(STDIN);
  if (given.isFile() || given.isFIFO() || given.isSocket() || isatty(STDIN)) return;
  const found = given.isDirectory() ? "a folder" : "closed, or a device";
  throw new UsageError(
    `The standard input is ${found}, expected a pipe or a file: pipe the file in, or give its path in place of -.`,
  );
}

const STDIN = 0;

const REMEDIES: Record<string, (path: string) => string> = {
  ENOENT: (path) => `${path} does not exist: give the path of the file to check, or - for the standard input.`,
  EACCES: (path) => `${path} may not be read: allow it (chmod +r), or give another file.`,
};

async function openFile(path: string): Promise<FileHandle> {
  try {
    // The check comes before opening, which would wait for a writer to a pipe.
    if ((await stat(path)).isFile()) return await open(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(REMEDIES[code ?? ""]?.(path) ?? `${path} cannot be read (${message}): give another file.`);
  }
  throw new UsageError(`${path} is no file: give one file at a time; a pipe is read with - as the file.`);
}

async function fileSource(path: string, handle: FileHandle): Promise<Source> {
  const { size } = await handle.stat();
  return {
    name: basename(path),
    size,
    chunks: () => handle.createReadStream({ start: 0, highWaterMark: CHUNK, autoClose: false }),
    random: { byteLength: size, slice: (start, end = size) => readBetween(handle, start, end) },
    close: () => handle.close(),
  };
}

async function readBetween(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await handle.read(bytes, read, bytes.length - read, start + read);
    if (bytesRead === 0) break; // the file became shorter while it was read
    read += bytesRead;
  }
  return bytes.buffer.slice(0, read);
}
