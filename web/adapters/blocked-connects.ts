/** An ear for the page's own refusal to connect. */
export interface BlockedConnects {
  /** Whether the page has refused; asked after the fetch failed. */
  seen(): Promise<boolean>;
  stop(): void;
}

/**
 * Watches whether the Content-Security-Policy keeps the page from an origin: fetch itself fails as if there were no
 * network, and only an event on the document tells the difference.
 */
export function watchBlockedConnects({ origin }: URL): BlockedConnects {
  const listening = new AbortController();
  let refused = false;
  const onViolation = ({ effectiveDirective, disposition, blockedURI }: SecurityPolicyViolationEvent) => {
    if (effectiveDirective !== "connect-src" || disposition !== "enforce") return;
    refused ||= URL.canParse(blockedURI) && new URL(blockedURI).origin === origin;
  };
  document.addEventListener("securitypolicyviolation", onViolation, { signal: listening.signal });
  return {
    async seen() {
      // The event is a task of its own, which the failure of the fetch may overtake.
      if (!refused) await nextTask();
      return refused;
    },
    stop: () => listening.abort(),
  };
}

function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
