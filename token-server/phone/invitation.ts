import { renderUnicodeCompact } from "uqr";

export interface InvitationOptions {
  /** The address for a phone; missing: this machine has none that others reach. */
  readonly url: string | undefined;
  /** Further addresses of this machine. */
  readonly otherUrls: readonly string[];
  /** What a phone that is to trust the server has to be given. */
  readonly authorityFile: string;
  /** Colours may be used, which makes the code dark on light on every terminal. */
  readonly isTerminal: boolean;
}

/** What the terminal shows to somebody with a phone on the same network. */
export function invitation(options: InvitationOptions): string {
  const { url, otherUrls, authorityFile, isTerminal } = options;
  if (url === undefined) {
    return "No phone can reach this machine: connect it to a network, leave HOST away, and start again.";
  }
  const code = renderUnicodeCompact(url, { border: 2 });
  return [
    "",
    isTerminal ? dark(code) : code,
    "",
    `On a phone in the same network: ${url}`,
    ...(otherUrls.length === 0 ? [] : [`If that leads nowhere: ${otherUrls.join(" or ")}`]),
    "",
    "The certificate is made by this machine, so no browser knows it:",
    "- The phone shows a warning first. Accept it only in a network you trust: on Android “Advanced”, “Proceed”;",
    "  on iOS “Show Details”, “visit this website”.",
    "- Then the page works, and the microphone too.",
    "- Chrome does not install it, nor open it without a network, until it trusts the certificate; others may not either.",
    "- iOS opens no WebSocket to this machine, which a call needs in demo mode, before it trusts the certificate:",
    `  send ${authorityFile} to the phone, install it as a profile, and switch it on under`,
    "  Settings, General, About, Certificate Trust Settings. Take it off when you are done.",
    "",
  ].join("\n");
}

/** The light parts of the code are drawn, so the letters are white and what is behind them is black. */
function dark(code: string): string {
  return code
    .split("\n")
    .map((line) => `\u001b[97;40m${line}\u001b[0m`)
    .join("\n");
}
