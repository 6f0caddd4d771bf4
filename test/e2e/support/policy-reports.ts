import type { Page } from "playwright";
import * as v from "valibot";

/** What DevTools says of a page, or of a worker or worklet in it. */
const message = v.object({
  method: v.literal("Audits.issueAdded"),
  params: v.object({
    issue: v.object({
      code: v.literal("ContentSecurityPolicyIssue"),
      details: v.object({
        contentSecurityPolicyIssueDetails: v.object({
          violatedDirective: v.string(),
          blockedURL: v.optional(v.string()),
        }),
      }),
    }),
  }),
});

/**
 * Collects what the content security policy of a page forbids it, its workers and worklets, whether or not the page knows:
 * each the directive, and the address if there is one. Chromium alone tells. Call it before the page is opened; what a
 * worker did before it was found is told as well.
 */
export async function policyReports(page: Page): Promise<readonly string[]> {
  const reports: string[] = [];
  const note = (said: unknown) => {
    const { success, output } = v.safeParse(message, said);
    if (!success) return;
    const { violatedDirective, blockedURL } = output.params.issue.details.contentSecurityPolicyIssueDetails;
    reports.push([violatedDirective, blockedURL].filter((word) => word !== undefined).join(" "));
  };
  const devtools = await page.context().newCDPSession(page);
  devtools.on("Audits.issueAdded", (params) => note({ method: "Audits.issueAdded", params }));
  devtools.on("Target.receivedMessageFromTarget", ({ message }) => note(JSON.parse(message)));
  devtools.on("Target.attachedToTarget", ({ sessionId }) => {
    const enable = JSON.stringify({ id: 1, method: "Audits.enable" });
    // A worker may be gone before it is asked.
    devtools.send("Target.sendMessageToTarget", { sessionId, message: enable }).catch(() => undefined);
  });
  await devtools.send("Audits.enable");
  await devtools.send("Target.setAutoAttach", {
    ...{ autoAttach: true, waitForDebuggerOnStart: false, flatten: false },
  });
  return reports;
}
