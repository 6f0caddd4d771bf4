import { describe, expect, it } from "vitest";
import { InstallPrompt } from "../../web/adapters/install-prompt.ts";
import { type Launch, type LaunchPlatform, onLaunch } from "../../web/adapters/launches.ts";

const agents = {
  chrome: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36",
  chromeOnMac:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36",
  safari: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15",
  iphone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile/15E148 Safari/604.1",
};

function browser(userAgent = agents.chrome, more: { touchPoints?: number; isStandalone?: boolean } = {}) {
  const window = new EventTarget();
  const installer = new InstallPrompt({ userAgent, touchPoints: 0, isStandalone: false, window, ...more });
  return { window, installer };
}

/** What Chromium sends when the app can be installed. */
function offer(outcome: "accepted" | "dismissed") {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  let prompts = 0;
  const prompt = async () => {
    prompts += 1;
    return { outcome };
  };
  return { event: Object.assign(event, { prompt }), prompts: () => prompts };
}

describe("InstallPrompt", () => {
  it("keeps the browser's offer until the person wants it", async () => {
    const { window, installer } = browser();
    expect(installer.state.get()).toBe("none");
    await installer.install();
    const { event, prompts } = offer("accepted");
    window.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    expect(installer.state.get()).toBe("offered");
    expect(prompts()).toBe(0);
    await installer.install();
    expect(prompts()).toBe(1);
    expect(installer.state.get()).toBe("installed");
  });

  it("offers nothing more once the person has said no, until the browser does", async () => {
    const { window, installer } = browser();
    window.dispatchEvent(offer("dismissed").event);
    await installer.install();
    expect(installer.state.get()).toBe("none");
    window.dispatchEvent(offer("accepted").event);
    expect(installer.state.get()).toBe("offered");
    window.dispatchEvent(new Event("appinstalled"));
    expect(installer.state.get()).toBe("installed");
  });

  it.each([
    ["an iPhone", agents.iphone, {}, "by-hand-ios"],
    ["an iPad, which says that it is a Mac", agents.safari, { touchPoints: 5 }, "by-hand-ios"],
    ["Safari on a Mac", agents.safari, {}, "by-hand-mac"],
    ["Chrome on a Mac", agents.chromeOnMac, {}, "none"],
    ["an installed app on an iPhone", agents.iphone, { isStandalone: true }, "installed"],
  ])("knows %s", (_name, userAgent, more, state) => {
    expect(browser(userAgent, more).installer.state.get()).toBe(state);
  });
});

describe("onLaunch", () => {
  it("hands over where a launch leads, and the files that were opened", async () => {
    type Consumer = Parameters<NonNullable<LaunchPlatform["launchQueue"]>["setConsumer"]>[0];
    let launch: Consumer = () => undefined;
    const setConsumer = (consumer: Consumer) => {
      launch = consumer;
    };
    const launches: Launch[] = [];
    onLaunch((one) => launches.push(one), { launchQueue: { setConsumer } });
    launch({ targetURL: "https://parley.example/talk/#/history" });
    launch({});
    expect(launches).toEqual([
      { hash: "#/history", files: [] },
      { hash: "", files: [] },
    ]);
    const file = new File(["sound"], "memo.m4a");
    launch({ targetURL: "https://parley.example/talk/", files: [{ getFile: async () => file }] });
    await expect.poll(() => launches.length).toBe(3);
    expect(launches[2]?.files).toEqual([{ name: "memo.m4a", blob: file }]);
  });

  it("does nothing where the browser tells of no launches", () => {
    expect(() => onLaunch(() => undefined, {})).not.toThrow();
  });
});
