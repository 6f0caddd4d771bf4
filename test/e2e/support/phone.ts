import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright";
import type { Settings } from "../../../web/core/settings.ts";
import { chromiumFlags, ensureChromium } from "../../setup/chromium.ts";
import { listenIn } from "./ear.ts";
import { policyReports } from "./policy-reports.ts";
import { speechWav } from "./speech-wav.ts";

/** How a browser is started for a test. */
export interface PhoneOptions {
  /** WAV file that the fake microphone hears; missing: a silent room. */
  readonly speech?: string;
  /** `allowed` (default), `denied`, or `absent`: there is no microphone at all. */
  readonly microphone?: "allowed" | "denied" | "absent";
  readonly flags?: readonly string[];
  /** Runs in the page before anything of the app does. */
  readonly before?: () => void;
  /**
   * `level` (default): the test can tell sound from silence, and what the page holds. `record`: all that is played is
   * kept. `not`: the page is as a person has it, animations included.
   */
  readonly ear?: "level" | "record" | "not";
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Whether calls are recorded. Not by default: after each call the page would be busy with its MP3. */
  readonly records?: boolean;
  /** Whether the app installs itself for offline use. Not by default: each test would fetch all of it. */
  readonly installs?: boolean;
  /** What the person has set before; the rest is as it comes. */
  readonly settings?: Partial<Settings>;
  /** Prepares the browser before the page is opened, as by answering for hosts that no test may reach. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
  /** A browser that is there already; missing: one of its own, which ends with the phone. */
  readonly browser?: Browser;
}

/** A browser for several phones, one after the other: they share its microphone and nothing else. */
export async function openBrowser(
  options: Pick<PhoneOptions, "microphone" | "speech" | "flags" | "ear"> = {},
) {
  const { ear, flags = [] } = options;
  // Sound in larger parts takes a tenth less of the processor; where it is compared, the parts are as they come.
  const parts = ear === "record" ? [] : ["--audio-buffer-size=2048"];
  return chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags, ...parts, ...(await microphoneFlags(options)), ...flags],
  });
}

/** A person's browser with Parley open in it. */
export class Phone {
  readonly page: Page;
  /** What the page wrote on its console as errors, and exceptions nobody caught. */
  readonly errors: string[] = [];
  /** What the page, its workers and worklets were forbidden by the content security policy; in Chromium only. */
  violations: readonly string[] = [];
  readonly #close: () => Promise<void>;

  private constructor(page: Page, close: () => Promise<void>) {
    this.#close = close;
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  static async open(url: string, options: PhoneOptions = {}): Promise<Phone> {
    const { ear = "level" } = options;
    const browser = options.browser ?? (await openBrowser(options));
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 390, height: 844 },
      serviceWorkers: options.installs === true ? "allow" : "block",
      // Without a graphics card, a moving presence takes half a processor.
      reducedMotion: ear === "not" ? "no-preference" : "reduce",
    });
    await options.prepare?.(context);
    const page = await context.newPage();
    if (ear !== "not") await page.addInitScript(listenIn, ear === "record");
    await page.addInitScript(keepSettings, { record: options.records ?? false, ...options.settings });
    if (options.before !== undefined) await page.addInitScript(options.before);
    const phone = new Phone(page, () => (options.browser === undefined ? browser : context).close());
    if (browser.browserType().name() === "chromium") phone.violations = await policyReports(page);
    await page.goto(url);
    await page.getByRole("button", { name: "Start call" }).waitFor();
    return phone;
  }

  /** A page that is there already, as of a browser with a profile of its own; it ends with its browser. */
  static async on(page: Page, url: string): Promise<Phone> {
    const phone = new Phone(page, () => page.close());
    await page.goto(url);
    await page.getByRole("button", { name: "Start call" }).waitFor();
    return phone;
  }

  /**
   * Loads the app once more, with other settings if need be: as good as a new phone where what is kept on the device plays
   * no part, for a tenth of the work.
   */
  async reopen(url: string, settings?: Partial<Settings>): Promise<void> {
    if (settings !== undefined) {
      const text = JSON.stringify({ record: false, ...settings });
      await this.page.evaluate((kept) => localStorage.setItem("parley.settings", kept), text);
    }
    await this.page.goto("about:blank");
    await this.page.goto(url);
    await this.page.getByRole("button", { name: "Start call" }).waitFor();
    this.errors.length = 0;
  }

  /** Presses `Start call`. */
  async call(): Promise<void> {
    await this.page.getByRole("button", { name: "Start call" }).click();
  }

  async hangUp(): Promise<void> {
    await this.page.getByRole("button", { name: "End call" }).click();
  }

  get muteButton(): Locator {
    return this.page.getByRole("button", { name: "Mute microphone" });
  }

  /** Waits until the status says this word. */
  async says(word: string | RegExp): Promise<void> {
    await this.page.getByRole("status").filter({ hasText: word }).first().waitFor();
  }

  /** Waits until a turn of this speaker holds this text. */
  turn(speaker: "You" | "Agent", text: string | RegExp): Locator {
    const log = this.page.getByRole("log", { name: "Transcript" });
    return log.getByRole("article", { name: speaker }).filter({ hasText: text });
  }

  /** The newest card of a tool. */
  tool(name: string): Locator {
    return this.page.getByRole("group", { name: `Tool call: ${name}`, exact: true }).last();
  }

  /** Writes and sends a message. */
  async write(text: string): Promise<void> {
    const field = this.page.getByRole("textbox", { name: "Message" });
    const type = this.page.getByRole("button", { name: "Type" });
    // The field itself may still be on its way.
    if ((await type.getAttribute("aria-expanded")) === "false") await type.click();
    await field.fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
  }

  /** RMS of what the page plays, newest first moment: waits until it is above or below a level. */
  async hears(what: "sound" | "silence", timeoutMs = 10_000): Promise<void> {
    await this.page.waitForFunction((wanted) => window.ear.hears(wanted), what, {
      timeout: timeoutMs,
      polling: 20,
    });
  }

  /** Microphones, sockets and running audio contexts that the page still holds. */
  held(): Promise<{ readonly tracks: number; readonly sockets: number; readonly contexts: number }> {
    return this.page.evaluate(() => window.ear.held());
  }

  /** Waits until the page holds no microphone, socket or running audio context. */
  async releasedEverything(): Promise<void> {
    await this.page.waitForFunction(() => Object.values(window.ear.held()).every((count) => count === 0));
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** Runs in the page. What the person changes there stays. */
function keepSettings(settings: Partial<Settings>): void {
  const key = "parley.settings";
  if (localStorage.getItem(key) === null) localStorage.setItem(key, JSON.stringify(settings));
}

/** What gives Chromium such a microphone. */
export async function microphoneFlags({
  microphone = "allowed",
  speech,
}: PhoneOptions): Promise<readonly string[]> {
  const device = "--use-fake-device-for-media-stream";
  // Left to itself, Chromium's fake microphone beeps, which may or may not be taken for a voice.
  const file = `--use-file-for-fake-audio-capture=${speech ?? (await speechWav({ silenceMs: 1_000 }))}`;
  switch (microphone) {
    case "allowed":
      return ["--use-fake-ui-for-media-stream", device, file];
    case "denied":
      return ["--deny-permission-prompts", device, file];
    case "absent":
      return ["--use-fake-ui-for-media-stream"];
    default:
      return microphone satisfies never;
  }
}
