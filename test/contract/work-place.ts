import { describe, expect, it } from "vitest";
import type { WorkPlace } from "../../web/core/work-place.ts";

/** What every WorkPlace does. @param openBrowser gives the tabs of a browser of its own */
export function describeWorkPlace(name: string, openBrowser: () => () => WorkPlace): void {
  describe(`WorkPlace: ${name}`, () => {
    it("tells every tab of work in any of them, until the last of it has ended", async () => {
      const open = openBrowser();
      const [here, there] = [open(), open()];
      let told = 0;
      there.onChange(() => told++);
      expect(await there.isBusy()).toBe(false);
      const [endOne, endOther] = [here.begin(), here.begin()];
      expect(here.isBusyHere).toBe(true);
      expect(there.isBusyHere).toBe(false);
      await expect.poll(() => there.isBusy()).toBe(true);
      await expect.poll(() => told).toBeGreaterThan(0);
      endOne();
      endOne();
      expect(await here.isBusy()).toBe(true);
      const toldBefore = told;
      endOther();
      expect(here.isBusyHere).toBe(false);
      await expect.poll(() => there.isBusy()).toBe(false);
      await expect.poll(() => told).toBeGreaterThan(toldBefore);
    });

    it("does what needs quiet only while no tab has work", async () => {
      const open = openBrowser();
      const [here, there] = [open(), open()];
      const done: string[] = [];
      const act = async () => void done.push("done");
      const end = here.begin();
      await expect.poll(() => there.isBusy()).toBe(true);
      expect(await there.whileIdle(act)).toBe(false);
      expect(await here.whileIdle(act)).toBe(false);
      expect(done).toEqual([]);
      end();
      await expect.poll(() => there.whileIdle(act)).toBe(true);
      expect(done).toEqual(["done"]);
    });

    it("passes on what goes wrong there", async () => {
      const open = openBrowser();
      const wrong = open().whileIdle(() => Promise.reject(new Error("wrong")));
      await expect(wrong).rejects.toThrow("wrong");
    });

    it("stops telling whoever no longer wants to know", () => {
      const tab = openBrowser()();
      let told = 0;
      const stop = tab.onChange(() => told++);
      stop();
      tab.begin()();
      expect(told).toBe(0);
    });
  });
}
