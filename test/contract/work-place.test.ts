import { MemoryBrowser, MemoryWorkPlace } from "../fakes/memory-work-place.ts";
import { describeWorkPlace } from "./work-place.ts";

describeWorkPlace("in memory", () => {
  const browser = new MemoryBrowser();
  return () => new MemoryWorkPlace(browser);
});
