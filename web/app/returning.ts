import type { ReadableAtom } from "nanostores";
import type { CallEntry } from "../core/call/call-plan.ts";
import type { CallAbout } from "../core/call/state.ts";

/** The call that a person may go on with. */
export type CallOffer =
  | { readonly type: "none" }
  /** Its page is gone. */
  | {
      readonly type: "return";
      readonly callId: string;
      readonly agent: CallAbout["agent"];
      readonly leftAtMs: number;
    }
  /** It runs in another tab; `moved`: it went there from this one. */
  | { readonly type: "elsewhere"; readonly moved: boolean };

/** Calls that outlive their page, one at a time in all tabs. Its code is loaded late. */
export interface Returning {
  readonly offer: ReadableAtom<CallOffer>;
  /** Asks for the one place that a call has in a browser. Never rejects. */
  enter(): Promise<CallEntry>;
  /** Goes on with the call whose page is gone. Must run inside the click: microphone and speaker need the gesture. */
  comeBack(): void;
  /** The same with the call of another tab, which lets go of it. */
  takeOver(): void;
  /** The call stays as far as it got. */
  decline(): void;
}

/** As soon as it is loaded; a load that failed is tried again the next time. */
export type LoadReturning = () => Promise<Returning>;
