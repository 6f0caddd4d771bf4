import { describe, expect, it } from "vitest";
import { webShare } from "../../web/adapters/web-share.ts";

const file = new File(["# Rain"], "Rain.md", { type: "text/markdown" });
const refuses = (name: string) => webShare({ share: () => Promise.reject(new DOMException("No.", name)) });

describe("webShare", () => {
  it("takes what the platform takes", () => {
    const asked: (File | undefined)[] = [];
    const sharing = webShare({
      canShare: ({ files } = {}) => {
        asked.push(files?.[0]);
        return files?.[0]?.type === "text/markdown";
      },
    });
    expect(sharing.takes("md", "text/markdown")).toBe(true);
    expect(sharing.takes("zip", "application/zip")).toBe(false);
    expect(asked[0]?.name).toBe("call.md");
  });

  it("takes nothing where there is no sheet", async () => {
    const sharing = webShare({});
    expect(sharing.takes("md", "text/markdown")).toBe(false);
    expect(await sharing.share(file)).toBe("failed");
  });

  it("hands the file on under its name", async () => {
    const handed: ShareData[] = [];
    const sharing = webShare({ share: async (data = {}) => void handed.push(data) });
    expect(await sharing.share(file)).toBe("over");
    expect(handed).toEqual([{ files: [file], title: "Rain.md" }]);
  });

  it("is over when the person closes the sheet, wants another press when the first is too old, and fails else", async () => {
    expect(await refuses("AbortError").share(file)).toBe("over");
    expect(await refuses("NotAllowedError").share(file)).toBe("press-again");
    expect(await refuses("DataError").share(file)).toBe("failed");
  });
});
