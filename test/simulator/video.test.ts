import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJpeg } from "../../token-server/simulator/jpeg.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { jpegBones } from "./support/jpeg.ts";
import { RawClient } from "./support/raw-client.ts";

let server: ServedSimulator;
beforeAll(async () => {
  server = await serveSimulator();
});
afterAll(async () => {
  await server.close();
});

const frame = (bytes: Uint8Array, mimeType = "image/jpeg") => ({
  realtimeInput: { video: { data: Buffer.from(bytes).toString("base64"), mimeType } },
});

describe("frames of video", () => {
  it("are counted, billed as images and told by their size, but start no turn", async () => {
    const client = await RawClient.setUp(server.url);
    client.send(frame(jpegBones(1_024, 576)));
    client.send(frame(jpegBones(800, 600)));
    client.text("What do you see?");
    await client.turnComplete();
    const said = client.messages.map(({ serverContent }) => serverContent?.outputTranscription?.text ?? "");
    expect(said.join("")).toContain("2 pictures");
    expect(said.join("")).toContain("800 by 600 pixels");
    const usage = client.messages.find(({ usageMetadata }) => usageMetadata !== undefined)?.usageMetadata;
    expect(usage).toMatchObject({
      promptTokensDetails: expect.arrayContaining([{ modality: "IMAGE", tokenCount: 516 }]),
    });
    client.close();
  });

  it.each([
    ["no JPEG", Uint8Array.of(1, 2, 3), "image/jpeg"],
    ["a cut JPEG", jpegBones(640, 480).slice(0, -2), "image/jpeg"],
    ["another type", jpegBones(640, 480), "video/mp4"],
  ])("are refused when one is %s", async (_, bytes, mimeType) => {
    const client = await RawClient.setUp(server.url);
    client.send(frame(bytes, mimeType));
    expect((await client.untilClosed()).code).toBe(1007);
  });

  it("tell their size in their header, whatever comes before it", () => {
    expect(readJpeg(jpegBones(1_024, 576))).toMatchObject({ width: 1_024, height: 576 });
    expect(readJpeg(new Uint8Array())).toBeUndefined();
  });
});
