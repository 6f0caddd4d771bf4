import { MemoryToolStore } from "../fakes/memory-tool-store.ts";
import { describeToolStore } from "./tool-store.ts";

describeToolStore("in memory", () => new MemoryToolStore());
