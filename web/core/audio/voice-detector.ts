/** Two one-pole high-passes at about 200 Hz of 16 kHz: hum and rumble are no voice, and its overtones stay. */
const highPass = 0.925;
/** Quieter than this is nobody, however silent the room: quiet speech has about −40 dB. */
const minVoiceDb = -47;
/** Above the noise floor: so much to begin, less to go on. */
const onsetDb = 9;
const holdDb = 6;
/** So much in loud chunks begins a voice, 60 ms; a click fills two of 20 ms at most. */
const onsetFrames = 960;
/** So much without a loud chunk ends it, 300 ms: longer than the stops inside words. */
const hangoverFrames = 4_800;
/**
 * The noise floor is the quietest chunk of the last 1.5 s, kept as five minima of 300 ms each: speech has a gap in
 * that time, a fan has not.
 */
const floorBlocks = 5;
const floorBlockFrames = 4_800;
/** The room before anything was heard. */
const assumedFloorDb = -60;

/** Tells whether a person speaks, from chunks of 20 ms, now and then a shorter or a longer one, at 16 kHz. Allocates nothing after construction. */
export class VoiceDetector {
  readonly #minima = new Float32Array(floorBlocks).fill(assumedFloorDb);
  #block = 0;
  #blockFrames = 0;
  #blockMin = Number.POSITIVE_INFINITY;
  #lastInput = 0;
  #lastMiddle = 0;
  #lastOutput = 0;
  #loudFrames = 0;
  #quietFrames = 0;
  #voice = false;

  /** Takes the next chunk and answers whether a voice is heard at its end. */
  hear(chunk: Float32Array): boolean {
    const db = this.#loudnessDb(chunk);
    const floorDb = this.#followFloor(db, chunk.length);
    const loud = db > Math.max(minVoiceDb, floorDb + (this.#voice ? holdDb : onsetDb));
    if (loud) this.#onLoud(chunk.length);
    else this.#onQuiet(chunk.length);
    return this.#voice;
  }

  #onLoud(frames: number): void {
    this.#quietFrames = 0;
    this.#loudFrames = Math.min(onsetFrames, this.#loudFrames + frames);
    if (this.#loudFrames === onsetFrames) this.#voice = true;
  }

  #onQuiet(frames: number): void {
    this.#loudFrames = Math.max(0, this.#loudFrames - frames);
    this.#quietFrames += frames;
    if (this.#quietFrames >= hangoverFrames) this.#voice = false;
  }

  #loudnessDb(chunk: Float32Array): number {
    let squares = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const input = chunk[i] ?? 0;
      const middle = highPass * (this.#lastMiddle + input - this.#lastInput);
      this.#lastOutput = highPass * (this.#lastOutput + middle - this.#lastMiddle);
      this.#lastInput = input;
      this.#lastMiddle = middle;
      squares += this.#lastOutput * this.#lastOutput;
    }
    return 10 * Math.log10(squares / Math.max(1, chunk.length) + 1e-10);
  }

  /** Notes the chunk and answers the quietest of the last 1.2 to 1.5 s. */
  #followFloor(db: number, frames: number): number {
    this.#blockMin = Math.min(this.#blockMin, db);
    this.#blockFrames += frames;
    if (this.#blockFrames >= floorBlockFrames) {
      this.#minima[this.#block] = this.#blockMin;
      this.#block = (this.#block + 1) % floorBlocks;
      this.#blockFrames = 0;
      this.#blockMin = Number.POSITIVE_INFINITY;
    }
    let floorDb = this.#blockMin;
    for (let i = 0; i < floorBlocks; i += 1) floorDb = Math.min(floorDb, this.#minima[i] ?? 0);
    return floorDb;
  }
}
