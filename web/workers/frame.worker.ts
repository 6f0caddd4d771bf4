import type { VideoFrameData } from "../core/ports.ts";
import type { FrameCommand, FrameEvent } from "../core/video/frame-messages.ts";
import { frameSizes, qualities } from "../core/video/frame-size.ts";

addEventListener("message", ({ data }: MessageEvent<FrameCommand<ImageBitmap>>) => void answer(data));

async function answer({ picture, limitBytes }: FrameCommand<ImageBitmap>): Promise<void> {
  try {
    const frame = await frameOf(picture, limitBytes);
    post({ type: "frame", frame }, [frame.jpeg]);
  } catch (error) {
    console.warn("A frame could not be made.", error);
    post({ type: "failed" });
  } finally {
    picture.close();
  }
}

/** The best frame that is small enough, or the smallest there is. */
async function frameOf(picture: ImageBitmap, limitBytes: number): Promise<VideoFrameData> {
  let smallest: { readonly blob: Blob; readonly width: number; readonly height: number } | undefined;
  for (const { width, height } of frameSizes(picture.width, picture.height)) {
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
    for (const quality of qualities) {
      smallest = { blob: await canvas.convertToBlob({ type: "image/jpeg", quality }), width, height };
      if (smallest.blob.size <= limitBytes) break;
    }
    if (smallest !== undefined && smallest.blob.size <= limitBytes) break;
  }
  if (smallest === undefined) throw new Error("A picture without a size.");
  const { blob, width, height } = smallest;
  return { jpeg: await blob.arrayBuffer(), width, height };
}

function post(event: FrameEvent, transfer: Transferable[] = []): void {
  postMessage(event, { transfer });
}
