/** What can happen to an open microphone or speaker that goes on. */
export type AudioChange =
  /** The sound comes from this device now. `label` is empty where the browser does not tell it. */
  | { readonly type: "microphone"; readonly label: string; readonly why: MicrophoneSwitch }
  /** The sound goes to this device now. */
  | { readonly type: "speaker"; readonly label: string }
  /** Something keeps the sound from coming or going, or no longer does. */
  | { readonly type: "trouble"; readonly trouble: AudioTrouble; readonly lasts: boolean }
  | AudioStop
  /** From here on frames are counted on the clock of another device. */
  | { readonly type: "new-clock" };

/**
 * - `gone`: the one before was unplugged, or ended by itself.
 * - `preferred`: the one that the person has chosen in Settings is there again.
 * - `default`: the system has another default now, as a headset that was plugged in.
 * - `profile`: the same one works in another way now, as a Bluetooth headset in a call.
 * - `processing`: the same one, and the person wished its sound processed in another way.
 * - `chosen`: the person wished so.
 * - `refused`: the one that the person chose could not be opened, this one goes on.
 */
export type MicrophoneSwitch =
  | "gone"
  | "preferred"
  | "default"
  | "profile"
  | "processing"
  | "chosen"
  | "refused";

/**
 * - `silenced`: the system mutes the microphone, as by a key or during a phone call.
 * - `microphone-blocked`, `speaker-blocked`: the browser waits for a click before the sound goes on.
 */
export type AudioTrouble = "silenced" | "microphone-blocked" | "speaker-blocked";

/**
 * The sound stood still and goes on. `asleep`: so did the page, as on a device that sleeps; `interrupted`: the page
 * went on meanwhile, as during a phone call. Times are `Clock.now()`.
 */
export interface AudioStop {
  readonly type: "stopped";
  readonly why: "asleep" | "interrupted";
  readonly fromMs: number;
  /** Not later than `fromMs` where the page's clock stood still, too. */
  readonly untilMs: number;
  /** How long it really was. */
  readonly lostMs: number;
}
