/** Versions of the Live API that can both mint a token and connect. The SDK's own default cannot, so it is never used. */
export const apiVersions = ["v1beta", "v1alpha"] as const;

export type ApiVersion = (typeof apiVersions)[number];

/** The one both sides use unless the server's environment says otherwise; the server tells the browser. */
export const defaultApiVersion: ApiVersion = "v1beta";
