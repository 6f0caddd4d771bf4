import { type DestinationStream, destination, pino, stdTimeFunctions } from "pino";
import { type Log, type LogLevel, levelOf } from "./log.ts";

/** What may wait for a reader of the log that does not read; what comes after it is lost, and no answer waits. */
const waitingBytes = 1_048_576;

/** A log of JSON lines: level, time and the fields of the entry. */
export function createPinoLog(level: LogLevel, lines: DestinationStream): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    lines,
  );
  return { write: (entry) => logger[levelOf(entry)](entry) };
}

/** Standard error, so that standard output keeps the one line that people read. Written out when the process ends. */
export function standardError(): DestinationStream {
  return destination({ dest: 2, sync: false, maxLength: waitingBytes });
}
