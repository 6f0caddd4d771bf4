import { describe, expect, it } from "vitest";
import { type SharingPlatform, webShare } from "../../web/adapters/share.ts";

const files = [{ name: "call.mp3", blob: new Blob(["abc"], { type: "audio/mpeg" }) }];

/** A platform that answers like this, and what it was given. */
function platform(answer: () => Promise<void>) {
  const given: ShareData[] = [];
  const sharing: SharingPlatform = {
    canShare: (data) => data?.files?.every(({ type }) => type.startsWith("audio/")) === true,
    share(data) {
      given.push(data ?? {});
      return answer();
    },
  };
  return { given, sharing: webShare(sharing) };
}

const failing = (name: string) => platform(() => Promise.reject(new DOMException("no", name))).sharing;

describe("webShare", () => {
  it("hands over files with their names and types", async () => {
    const { given, sharing } = platform(() => Promise.resolve());
    expect(await sharing.share(files, "Weather in Paris")).toBe("shared");
    expect(given[0]?.title).toBe("Weather in Paris");
    const [file] = given[0]?.files ?? [];
    expect([file?.name, file?.type, await file?.text()]).toEqual(["call.mp3", "audio/mpeg", "abc"]);
  });

  it("says what the platform takes", () => {
    const { sharing } = platform(() => Promise.resolve());
    expect(sharing.canShare(files)).toBe(true);
    expect(sharing.canShare([{ name: "a.zip", blob: new Blob([], { type: "application/zip" }) }])).toBe(
      false,
    );
  });

  it("shares nothing where the platform does not", async () => {
    expect(webShare({}).canShare(files)).toBe(false);
    expect(await webShare({}).share(files, "")).toBe("failed");
  });

  it("tells a changed mind, a late click and a failure apart", async () => {
    expect(await failing("AbortError").share(files, "")).toBe("dismissed");
    expect(await failing("NotAllowedError").share(files, "")).toBe("needs-click");
    expect(await failing("DataError").share(files, "")).toBe("failed");
  });

  it("asks this browser without failing", async () => {
    expect(typeof webShare().canShare(files)).toBe("boolean");
    expect(await webShare().share(files, "")).toMatch(/^(failed|needs-click)$/);
  });
});
