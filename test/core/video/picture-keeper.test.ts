import { describe, expect, it } from "vitest";
import type { ShareSource } from "../../../web/core/call/share.ts";
import { mostPictures, PictureKeeper } from "../../../web/core/video/picture-keeper.ts";
import { callStartMs } from "../../fakes/fake-app.ts";
import { MemoryAlbum } from "../../fakes/memory-album.ts";
import { picture } from "../../fakes/some-picture.ts";

function keeping(album = new MemoryAlbum()) {
  const stops: string[] = [];
  const keeper = new PictureKeeper("a", album, (why) => stops.push(why));
  const take = (source: ShareSource, ...seconds: readonly number[]) => {
    for (const atS of seconds) keeper.take(picture(atS * 1_000, 10, { source }));
  };
  /** What is kept, as source and second. */
  const kept = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return album.kept.map(({ picture: { source, atMs } }) => `${source} ${(atMs - callStartMs) / 1_000}`);
  };
  return { album, stops, take, kept };
}

const seconds = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("what is kept of what the agent is shown", () => {
  it("is the first picture, and one every ten seconds after", async () => {
    const { take, kept, album } = keeping();
    take("camera", ...seconds(25));
    expect(await kept()).toEqual(["camera 0", "camera 10", "camera 20"]);
    expect(album.kept.every(({ callId }) => callId === "a")).toBe(true);
  });

  it("is the first of a screen right after a camera, too", async () => {
    const { take, kept } = keeping();
    take("camera", 0, 1, 2);
    take("screen", 3, 4, 13);
    expect(await kept()).toEqual(["camera 0", "screen 3", "screen 13"]);
  });

  it("is every photo, which changes nothing for the rest", async () => {
    const { take, kept } = keeping();
    take("camera", 0);
    take("photo", 1, 2);
    take("camera", 3, 10);
    expect(await kept()).toEqual(["camera 0", "photo 1", "photo 2", "camera 10"]);
  });

  it("is bounded for a call, which is said once; photos still go there", async () => {
    const { take, kept, stops } = keeping();
    take("screen", ...seconds(mostPictures + 5).map((index) => index * 10));
    expect(await kept()).toHaveLength(mostPictures);
    expect(stops).toEqual(["enough"]);
    take("camera", 5_000);
    take("photo", 5_001);
    expect((await kept()).slice(mostPictures)).toEqual(["photo 5001"]);
    expect(stops).toEqual(["enough"]);
  });

  it("counts what the call had before its page was gone", async () => {
    const album = new MemoryAlbum();
    album.before = mostPictures - 1;
    const { take, kept, stops } = keeping(album);
    take("camera", 0, 10, 20);
    expect(await kept()).toEqual(["camera 0"]);
    expect(stops).toEqual(["enough"]);
  });

  it("ends with the first that the device has no room for, which is said once", async () => {
    const { album, take, kept, stops } = keeping();
    take("camera", 0);
    await kept();
    album.isFull = true;
    take("camera", 10, 20);
    take("photo", 21);
    await kept();
    album.isFull = false;
    take("photo", 22);
    take("camera", 30);
    expect(await kept()).toEqual(["camera 0"]);
    expect(stops).toEqual(["full"]);
  });
});
