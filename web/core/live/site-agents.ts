/** The agents that the operator of a site offers, as its pages know them. What they are told stays with the server. */
export interface SiteAgents {
  /** At least one, each with an id of its own. */
  readonly agents: readonly SiteAgent[];
  /** Whether people may talk with agents of their own, too. */
  readonly ownAllowed: boolean;
}

/** What a page may know of such an agent: enough to show it, to name it, and to run its tools. */
export interface SiteAgent {
  /** What a `SessionRequest` names it by. */
  readonly id: string;
  readonly name: string;
  /** Empty: the service's default voice. */
  readonly voice: string;
  readonly model: string;
  /** Whether it speaks first when it is asked to: see `greetingRequest`. */
  readonly greets: boolean;
  /** Names of the tools that it may use. */
  readonly tools: readonly string[];
  /** Values its tools find in their state when a call starts. */
  readonly startValues: Readonly<Record<string, string>>;
}

/** The text that asks an agent of the site for its first words, which its page does not know. */
export const greetingRequest = "Greet me, as you were told to.";
