import { describe, expect, it } from "vitest";
import type { CallSeat, SeatEvents } from "../../web/core/call/call-seat.ts";

/** Seats of the same browser, one for each tab. */
export type OpenTabs = () => () => CallSeat;

/** Notes what a tab is told. */
function listener() {
  const heard: string[] = [];
  const events: SeatEvents = {
    onAsked: async () => void heard.push("asked"),
    onLost: () => heard.push("lost"),
  };
  return { heard, events };
}

/** What every CallSeat does. @param openBrowser gives the tabs of a browser of its own */
export function describeCallSeat(name: string, openBrowser: OpenTabs): void {
  describe(`CallSeat: ${name}`, () => {
    it("is for one tab at a time", async () => {
      const open = openBrowser();
      const [here, there] = [open(), open()];
      expect(await here.isTaken()).toBe(false);
      expect(await here.take(listener().events)).toBe(true);
      expect(here.isOurs).toBe(true);
      expect(await here.isTaken()).toBe(false);
      expect(await there.isTaken()).toBe(true);
      expect(await there.take(listener().events)).toBe(false);
      expect(there.isOurs).toBe(false);
      here.release();
      await expect.poll(() => there.take(listener().events)).toBe(true);
      expect(await here.isTaken()).toBe(true);
      there.release();
    });

    it("goes to a tab that asks for it once the other has let go", async () => {
      const open = openBrowser();
      const [here, there] = [open(), open()];
      const { heard, events } = listener();
      await here.take({ ...events, onAsked: async () => void heard.push(`asked, ours: ${here.isOurs}`) });
      await there.takeOver(listener().events);
      expect(heard).toEqual(["asked, ours: true"]);
      expect([here.isOurs, there.isOurs]).toEqual([false, true]);
      expect(await there.isLost()).toBe(false);
      there.release();
    });

    it("goes to whoever takes it over while nobody has it", async () => {
      const seat = openBrowser()();
      await seat.takeOver(listener().events);
      expect(seat.isOurs).toBe(true);
      seat.release();
      seat.release();
      await expect.poll(() => seat.isTaken()).toBe(false);
    });

    it("tells the other tabs when it is taken and let go", async () => {
      const open = openBrowser();
      const [here, there] = [open(), open()];
      let looks = 0;
      const stop = there.onChange(() => {
        looks += 1;
      });
      await here.take(listener().events);
      await expect.poll(() => looks).toBe(1);
      here.release();
      await expect.poll(() => looks).toBe(2);
      stop();
      here.tell();
      await here.take(listener().events);
      expect(looks).toBe(2);
      here.release();
    });
  });
}
