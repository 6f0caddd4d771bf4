import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** A sound card that nobody hears, and that keeps time as a real one does. */
export interface NullSound {
  /** Tells a program to use it. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** PulseAudio is one program that may be here. */
export function hasPulseAudio(env: NodeJS.ProcessEnv = process.env): boolean {
  return (env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, "pulseaudio")));
}

/** Starts a PulseAudio of its own, beside one that may run for the person. @throws Error when it does not come up */
export async function startNullSound(): Promise<NullSound> {
  const folder = mkdtempSync(join(tmpdir(), "parley-sound-"));
  const socket = join(folder, "native");
  const modules = ["module-null-sink", `module-native-protocol-unix socket=${socket} auth-anonymous=1`];
  const pulse = spawn(
    "pulseaudio",
    [
      "-n",
      "--daemonize=no",
      "--exit-idle-time=-1",
      "--disable-shm=yes",
      ...modules.flatMap((one) => ["-L", one]),
    ],
    { env: { PATH: process.env["PATH"] ?? "", HOME: folder, XDG_RUNTIME_DIR: folder }, stdio: "ignore" },
  );
  const ended = once(pulse, "exit");
  const stop = async () => {
    if (pulse.exitCode === null) {
      pulse.kill();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let looks = 0; !existsSync(socket); looks += 1) {
    if (looks > 100 || pulse.exitCode !== null) {
      await stop();
      throw new Error("PulseAudio did not start: try `pulseaudio -n -L module-null-sink` to see why.");
    }
    await wait(50);
  }
  return { variables: { PULSE_SERVER: `unix:${socket}` }, stop };
}
