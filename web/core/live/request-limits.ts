/** How big a `SessionRequest` may be. The token server refuses more; the app does not let a person write more. */
export const requestLimits = {
  /** Characters of the instruction. */
  instruction: 16_000,
  /** Functions in one session. */
  tools: 64,
  /** Characters of one function's description. */
  toolDescription: 4_000,
  /** Characters of all functions together, written as JSON. */
  toolsJson: 32_768,
  /** Levels of nesting in one function's argument schema. */
  schemaDepth: 24,
  /** Characters of a resumption handle; they are opaque and can be long. */
  handle: 16_384,
  /** Most tokens of one answer that can be asked for. */
  outputTokens: { min: 64, max: 65_536 },
} as const;
