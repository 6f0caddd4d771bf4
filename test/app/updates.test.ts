import { expect, it } from "vitest";
import { createUpdates } from "../../web/app/updates.ts";
import type { AppVersions } from "../../web/core/app-versions.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { MemoryBrowser, MemoryWorkPlace } from "../fakes/memory-work-place.ts";

/** Versions whose service worker is the test. */
class FakeVersions implements AppVersions {
  waiting = false;
  untouched = false;
  checks = 0;
  takeOvers = 0;
  reloads = 0;
  readonly #waiting = new Set<() => void>();
  readonly #takenOver = new Set<() => void>();

  isWaiting(): boolean {
    return this.waiting;
  }

  onWaiting(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  async isUntouched(): Promise<boolean> {
    return this.untouched;
  }

  async check(): Promise<void> {
    this.checks += 1;
  }

  async takeOver(): Promise<void> {
    this.takeOvers += 1;
    this.waiting = false;
    this.takenOver();
  }

  onTakenOver(callback: () => void): () => void {
    this.#takenOver.add(callback);
    return () => this.#takenOver.delete(callback);
  }

  reload(): void {
    this.reloads += 1;
  }

  /** A newer version has come. */
  publish(): void {
    this.waiting = true;
    for (const callback of this.#waiting) callback();
  }

  /** Another tab has changed to it. */
  takenOver(): void {
    for (const callback of this.#takenOver) callback();
  }
}

function tab({ waiting = false, untouched = false } = {}) {
  const browser = new MemoryBrowser();
  const [work, other] = [new MemoryWorkPlace(browser), new MemoryWorkPlace(browser)];
  const versions = Object.assign(new FakeVersions(), { waiting, untouched });
  const clock = new ManualClock();
  const updates = createUpdates({ versions, work, clock });
  /** Lets time pass, and everything that waits for an answer. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 1_000) {
      await settle();
      clock.advance(Math.min(left, 1_000));
    }
    await settle();
  };
  return { work, other, versions, updates, pass };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

it("offers a newer version, and changes to it at the person's word", async () => {
  const { versions, updates, pass } = tab();
  await pass(10_000);
  expect(updates.isReady.get()).toBe(false);
  versions.publish();
  await pass(3_000);
  expect(updates.isReady.get()).toBe(true);
  expect(versions.takeOvers).toBe(0);
  await updates.apply();
  expect([versions.takeOvers, versions.reloads]).toEqual([1, 1]);
  expect(updates.isReady.get()).toBe(false);
});

it("offers nothing while any tab has work, nor in the moment after it", async () => {
  const { versions, updates, other, pass } = tab();
  const end = other.begin();
  versions.publish();
  await pass(600_000);
  expect(updates.isReady.get()).toBe(false);
  end();
  await pass(2_000);
  const endNext = other.begin();
  await pass(600_000);
  expect(updates.isReady.get()).toBe(false);
  endNext();
  await pass(3_000);
  expect(updates.isReady.get()).toBe(true);
});

it("takes the offer back at once when work begins here", async () => {
  const { versions, updates, work, pass } = tab();
  versions.publish();
  await pass(3_000);
  const end = work.begin();
  expect(updates.isReady.get()).toBe(false);
  await updates.apply();
  expect(versions.takeOvers).toBe(0);
  end();
  await pass(3_000);
  expect(updates.isReady.get()).toBe(true);
});

it("changes nothing where another tab has begun work since it was offered", async () => {
  const { versions, updates, other, pass } = tab();
  versions.publish();
  await pass(3_000);
  const [apply, end] = [() => updates.apply(), other.begin()];
  await apply();
  expect([versions.takeOvers, versions.reloads]).toEqual([0, 0]);
  end();
});

it("does not ask twice in a visit", async () => {
  const { versions, updates, other, pass } = tab();
  versions.publish();
  await pass(3_000);
  updates.later();
  other.begin()();
  await pass(60_000);
  expect(updates.isReady.get()).toBe(false);
  expect(versions.takeOvers).toBe(0);
});

it("takes what waits when a visit begins, before anybody has touched the page", async () => {
  const { versions, pass } = tab({ waiting: true, untouched: true });
  await pass(1_000);
  expect([versions.takeOvers, versions.reloads]).toEqual([1, 1]);
});

it("asks where the page was touched, or another tab is open", async () => {
  const { versions, updates, pass } = tab({ waiting: true, untouched: false });
  await pass(4_000);
  expect(versions.takeOvers).toBe(0);
  expect(updates.isReady.get()).toBe(true);
});

it("follows another tab that has changed, but not out of work", async () => {
  const { versions, updates, work, pass } = tab();
  const end = work.begin();
  versions.takenOver();
  await pass(60_000);
  expect(versions.reloads).toBe(0);
  end();
  await pass(3_000);
  expect(updates.isReady.get()).toBe(true);
  await updates.apply();
  expect(versions.reloads).toBe(1);
});

it("asks the server once an hour, and not during a call", async () => {
  const { versions, work, pass } = tab();
  await pass(3_600_000);
  expect(versions.checks).toBe(1);
  const end = work.begin();
  await pass(3_600_000);
  expect(versions.checks).toBe(1);
  end();
  await pass(3_600_000);
  expect(versions.checks).toBe(2);
});
