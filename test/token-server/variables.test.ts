import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadVariables } from "../../token-server/variables.ts";

describe("loadVariables", () => {
  it("puts .env under what is set already", () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-env-"));
    try {
      expect(loadVariables(folder, { PORT: "1" })).toEqual({ PORT: "1" });
      writeFileSync(join(folder, ".env"), '# a comment\nPORT=2\nACCESS_CODE="from file"\n');
      expect(loadVariables(folder, { PORT: "1" })).toEqual({ PORT: "1", ACCESS_CODE: "from file" });
      // As editors of Windows begin a file.
      writeFileSync(join(folder, ".env"), "\uFEFFGEMINI_API_KEY=key\r\nPORT=2\r\n");
      expect(loadVariables(folder, {})).toEqual({ GEMINI_API_KEY: "key", PORT: "2" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
