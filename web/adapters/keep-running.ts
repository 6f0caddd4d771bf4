/** The clock of a context that says it runs is looked at after so long, and whether it runs that was told to. */
const frozenAfterMs = 1_000;

/** The part of an audio context that `keepRunning` works with. */
export type RunningContext = Pick<
  AudioContext,
  "state" | "currentTime" | "resume" | "suspend" | "addEventListener"
>;

export interface RunningEvents {
  /** Its device fails; or it says that it runs, its clock stands still, and nothing helps. */
  readonly onFrozen: () => void;
  /** The browser waits for a click before the context runs, or no longer. */
  readonly onBlocked: (blocked: boolean) => void;
}

/**
 * Keeps a context running through phone calls, screen locks, frozen pages and tab switches until the signal aborts.
 * iOS puts it in the state "interrupted" then, in which a resume breaks it: only "suspended" is resumed. A resumed one
 * may say "running" while its clock stands still: it is suspended and resumed once more before it counts as frozen.
 */
export function keepRunning(context: RunningContext, events: RunningEvents, signal: AbortSignal): void {
  let check: ReturnType<typeof setTimeout> | undefined;
  let restarted = false;
  let blocked = false;
  const block = (now: boolean) => {
    if (blocked === now) return;
    blocked = now;
    events.onBlocked(now);
  };
  const lookAgain = (before: number) => {
    if (context.state === "suspended") return block(document.visibilityState === "visible");
    if (context.state !== "running") return;
    if (context.currentTime !== before) {
      restarted = false;
    } else if (restarted) {
      events.onFrozen();
    } else {
      restarted = true;
      context.suspend().catch(ignored);
    }
  };
  const look = () => {
    clearTimeout(check);
    if (context.state !== "running" && context.state !== "suspended") return;
    check = setTimeout(lookAgain, frozenAfterMs, context.currentTime);
    if (context.state === "running") block(false);
    else context.resume().catch(ignored);
  };
  context.addEventListener("statechange", look, { signal });
  // Told where its device fails, as one that is unplugged.
  context.addEventListener("error", events.onFrozen, { signal });
  // A page that was frozen or asleep may have missed what happened to its context.
  for (const wake of ["visibilitychange", "resume"]) document.addEventListener(wake, look, { signal });
  addEventListener("pageshow", look, { signal });
  signal.addEventListener("abort", () => clearTimeout(check), { once: true });
  look();
}

/** Resuming and suspending fail only in states that end with a `statechange`, which is looked at then. */
function ignored(): void {}
