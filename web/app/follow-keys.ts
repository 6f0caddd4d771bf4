import type { ReadableAtom } from "nanostores";
import type { CallKey, CallKeys } from "../core/call/call-signs.ts";
import { inCall } from "../core/call/in-call.ts";
import type { CallAbout, CallState } from "../core/call/state.ts";

/** What the keys do. */
export interface KeyedCall {
  readonly state: ReadableAtom<CallState>;
  hangUp(): void;
  setMuted(muted: boolean): void;
}

/** Gives a call to the keys outside of the page for as long as it lasts. @param nameOf how the agent is called there */
export function followKeys(
  call: KeyedCall,
  keys: CallKeys,
  nameOf: (agent: CallAbout["agent"]) => string,
): () => void {
  const onKey = (key: CallKey) => {
    if (key === "hang-up") call.hangUp();
    else call.setMuted(key === "toggle-mute" ? !call.state.get().muted : key === "mute");
  };
  let shown: string | undefined;
  return call.state.subscribe(({ phase, about, muted }) => {
    const isCalling = inCall(phase);
    const agentName = nameOf(about.agent);
    const look = isCalling ? `${muted} ${agentName}` : undefined;
    if (look === shown) return;
    shown = look;
    if (isCalling) keys.show({ agentName, muted }, onKey);
    else keys.clear();
  });
}
