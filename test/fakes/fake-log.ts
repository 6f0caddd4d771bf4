import { type Log, type LogEntry, levelOf } from "../../token-server/log.ts";

/** A log that remembers. */
export class FakeLog implements Log {
  readonly entries: LogEntry[] = [];

  write(entry: LogEntry): void {
    this.entries.push(entry);
  }

  /** What it tells a calm log, too. */
  troubles(): readonly LogEntry[] {
    return this.entries.filter((entry) => levelOf(entry) !== "info");
  }

  /** All of it, as text to look for something in. */
  text(): string {
    return JSON.stringify(this.entries);
  }
}
