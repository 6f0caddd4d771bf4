import type { ClientMessage } from "./client-message.ts";
import { closes, ProtocolError } from "./closes.ts";
import { Dialogue } from "./dialogue.ts";
import type { DialogueDeps } from "./dialogue-deps.ts";
import { Hearing } from "./hearing.ts";
import { asString, dig, type JsonObject } from "./json.ts";
import type { ModelTraits } from "./models.ts";
import { seededRandom } from "./random.ts";
import type { HandleOwner, Memory } from "./resumption.ts";
import { ResumptionUpdates } from "./resumption-updates.ts";
import type { Step } from "./scenario.ts";
import type { SessionDeps } from "./session-deps.ts";
import { declaredTools } from "./setup-check.ts";
import { Usage } from "./usage.ts";
import { defaultVoice } from "./voices.ts";

/** What the live part of a session needs from its connection. */
export type LiveDeps = Pick<SessionDeps, "scenario" | "answer" | "handles"> &
  Pick<DialogueDeps, "time" | "profile" | "send" | "sendRaw" | "act" | "onMoment" | "onFailure"> & {
    /** The session, as the origin of its handles. */
    readonly owner: HandleOwner;
  };

/** After a call is sent, audio that was under way is not held against the client. */
const audioGraceMs = 400;

/** What goes on between `setupComplete` and the end: ear, dialogue and resumption handles under one setup. */
export class LiveConversation {
  readonly #deps: LiveDeps;
  readonly #traits: ModelTraits;
  readonly #dialogue: Dialogue;
  readonly #hearing: Hearing;
  readonly #updates: ResumptionUpdates | undefined;
  #blockedSinceMs: number | undefined;

  /** The setup must have been checked. */
  constructor(setup: JsonObject, traits: ModelTraits, memory: Memory, deps: LiveDeps) {
    this.#deps = deps;
    this.#traits = traits;
    this.#updates = this.#makeUpdates(setup);
    const dialogue = this.#makeDialogue(setup, memory);
    this.#dialogue = dialogue;
    this.#hearing = new Hearing(setup, deps.profile.interruptDelayMs, {
      onSpeechStarted: () => dialogue.speechStarted(),
      onBargeIn: (delayMs) => dialogue.bargeIn(delayMs),
      onSpeechEnded: (durationMs) => dialogue.speechEnded(durationMs),
    });
  }

  /** Begins to send handles. */
  start(): void {
    this.#updates?.start();
  }

  /** Does what a scenario has planned. */
  perform(steps: readonly Step[]): void {
    this.#dialogue.perform(steps);
  }

  /** Takes a message of the client. Throws {@link ProtocolError} for what does not belong here. */
  hear(message: ClientMessage): void {
    const dialogue = this.#dialogue;
    const hearing = this.#hearing;
    switch (message.type) {
      case "setup":
        throw new ProtocolError(closes.invalidArgument, "setup must come once");
      case "audio":
        this.#checkAudioAllowed();
        hearing.audio(message.bytes, message.rateHz);
        break;
      case "audio-stream-end":
        hearing.streamEnd();
        break;
      case "activity-start":
        hearing.activityStart();
        break;
      case "activity-end":
        hearing.activityEnd();
        break;
      case "text":
        dialogue.typed({ type: "text", text: message.text });
        break;
      case "content":
        if (!message.turnComplete) dialogue.context(message.text);
        else dialogue.typed(message.text === "" ? { type: "nothing" } : { type: "text", text: message.text });
        break;
      case "tool-response":
        dialogue.toolResponse(message.responses);
        break;
      case "video":
        dialogue.sees(message.picture);
        break;
      case "context-update":
        break;
      default:
        message satisfies never;
    }
  }

  #makeUpdates(setup: JsonObject): ResumptionUpdates | undefined {
    if (setup["sessionResumption"] === undefined && !this.#traits.volunteers) return undefined;
    if (this.#deps.scenario.faults?.noResumptionHandles === true) return undefined;
    const model = asString(setup["model"]) ?? "";
    return new ResumptionUpdates({
      time: this.#deps.time,
      intervalMs: this.#deps.profile.handleIntervalMs,
      whileBusy: this.#deps.profile.handlesWhileBusy,
      issue: () => this.#deps.handles.issue(model, this.#dialogue.memory, this.#deps.owner),
      send: this.#deps.send,
    });
  }

  #makeDialogue(setup: JsonObject, memory: Memory): Dialogue {
    const { scenario, answer, time, profile, send, sendRaw, act, onMoment, onFailure } = this.#deps;
    const usage = new Usage();
    usage.addText(JSON.stringify([setup["systemInstruction"], setup["tools"], memory.lines]));
    const voice = dig(
      setup,
      "generationConfig",
      "speechConfig",
      "voiceConfig",
      "prebuiltVoiceConfig",
      "voiceName",
    );
    const deps: DialogueDeps = {
      ...{ time, profile, send, sendRaw, act, onMoment, onFailure, answer, usage },
      traits: this.#traits,
      faults: scenario.faults ?? {},
      random: seededRandom(scenario.seed ?? 1),
      tools: declaredTools(setup, this.#traits),
      voice: asString(voice) ?? defaultVoice,
      transcribeInput: setup["inputAudioTranscription"] !== undefined,
      transcribeOutput: setup["outputAudioTranscription"] !== undefined || this.#traits.volunteers,
      hears: scenario.hears ?? [],
      onBusy: (busy) => this.#updates?.setBusy(busy),
    };
    return new Dialogue(deps, memory);
  }

  /** 2.5 does not take audio while a BLOCKING call is pending. */
  #checkAudioAllowed(): void {
    if (!this.#traits.refusesAudioDuringCall || !this.#dialogue.blocked) {
      this.#blockedSinceMs = undefined;
      return;
    }
    this.#blockedSinceMs ??= this.#deps.time.now();
    if (this.#deps.time.now() - this.#blockedSinceMs > audioGraceMs)
      throw new ProtocolError(closes.audioDuringCall);
  }
}
