import { MemoryActiveCall } from "../fakes/memory-active-call.ts";
import { describeActiveCallStore } from "./active-call.ts";

describeActiveCallStore("in memory", () => new MemoryActiveCall());
