import { describe, expect, it } from "vitest";
import { jobText, seekText, spokenTime } from "../../../web/ui/recording-words.ts";

describe("times in words", () => {
  it.each([
    [0, "0 seconds"],
    [-5, "0 seconds"],
    [1_999, "1 second"],
    [60_000, "1 minute"],
    [106_000, "1 minute 46 seconds"],
    [3_600_000, "1 hour"],
    [7_322_000, "2 hours 2 minutes 2 seconds"],
  ])("%d ms are %j", (ms, words) => {
    expect(spokenTime(ms)).toBe(words);
  });

  it("tell the place in a recording", () => {
    expect(seekText(5_000, 252_000)).toBe("5 seconds of 4 minutes 12 seconds");
  });
});

describe("the way to an MP3", () => {
  it("is told step by step, never as done before it is", () => {
    expect(jobText({ status: "waiting", forCall: false })).toBe("The MP3 is next in line");
    expect(jobText({ status: "waiting", forCall: true })).toBe("The MP3 waits until your call is over");
    expect(jobText({ status: "running", step: "loading", share: 0.5 })).toBe("Loading the encoder · 50%");
    expect(jobText({ status: "running", step: "encoding", share: 0.999 })).toBe("Making the MP3 · 99%");
  });
});
