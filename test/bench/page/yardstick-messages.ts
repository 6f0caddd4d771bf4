/** Collects microphone frames into chunks of `processorOptions.chunkFrames` and posts each as a Float32Array. */
export const chunkingProcessor = "bench-chunking";

/** Plays Float32Array parts as they are posted, from the next quantum on; `null` drops what waits. */
export const queueProcessor = "bench-queue";
