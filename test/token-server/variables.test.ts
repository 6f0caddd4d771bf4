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
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
