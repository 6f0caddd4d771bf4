import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataServer, serveData } from "../fakes/datasette.ts";
import { answerForServices } from "./support/back-ends.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let data: DataServer;
let parley: ServedParley;
let phone: Phone;

beforeAll(async () => {
  data = await serveData(
    "space",
    "create table planets (name text, moons integer); insert into planets values ('Earth', 1), ('Mars', 2);",
  );
  parley = await serveParley({ ALLOWED_TOOL_ORIGINS: new URL(data.url).origin });
  phone = await Phone.open(parley.url, {
    browser: await silentBrowser(),
    prepare: answerForServices,
    settings: { dataUrl: data.url },
  });
  await phone.page.getByRole("link", { name: "Settings" }).click();
  await phone.page.getByLabel("Files").setInputFiles({
    name: "toaster.md",
    mimeType: "text/markdown",
    buffer: Buffer.from("# Toaster\n\nThe warranty of the toaster lasts three years."),
  });
  await phone.page.getByText("toaster.md").waitFor();
  await phone.page.getByRole("link", { name: "Call", exact: true }).click();
  await phone.call();
  await phone.says("Listening");
});
afterAll(async () => {
  await phone.close();
  await parley.close();
  await data.close();
});

/** Asks in writing and waits until the tool's newest card says this. */
async function ask(text: string, tool: string, ...shown: readonly (string | RegExp)[]) {
  const cards = phone.page.getByRole("group", { name: `Tool call: ${tool}`, exact: true });
  const before = await cards.count();
  await phone.write(text);
  const card = cards.nth(before);
  await card.getByText(/^Done · /).waitFor();
  // What is said aloud as well is folded.
  for (const part of shown) await card.getByText(part).first().waitFor({ state: "attached" });
  return card;
}

describe("in a call, by typed text", () => {
  it("meetings are booked, kept for other calendars, listed, moved and cancelled", async () => {
    const wish = "Schedule a meeting about budget on 2030-12-02 at 14:00 in tinker station with Ann and Ravi";
    const booked = await ask(wish, "schedule_meeting", "Meeting booked", "Ann, Ravi", "tinker station");
    await phone.turn("Agent", "Booked: budget with Ann and Ravi").waitFor();

    const download = phone.page.waitForEvent("download");
    await booked.getByRole("button", { name: /^Download .*\.ics$/ }).click();
    const calendar = await readFile(await (await download).path(), "utf8");
    expect(calendar).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(calendar).toContain("SUMMARY:budget");
    expect(calendar).toMatch(/END:VCALENDAR\r\n$/);

    const id = (await booked.getByRole("cell").first().textContent()) ?? "";
    expect(id).toMatch(/^[A-Z]\d[A-Z]\d$/);
    await ask("Schedule a meeting about lunch on 2030-12-02 at 14:15 in tinker station", "schedule_meeting");
    await phone.turn("Agent", "tinker station is taken by budget").waitFor();

    await ask("Which meetings do I have?", "list_meetings", "Meetings", id);
    await ask(`Move meeting ${id} to 2030-12-03 at 15:30`, "reschedule_meeting", "Meeting moved", /15:30/);
    await ask(`Cancel meeting ${id}`, "cancel_meeting", "Meeting cancelled");
    await ask("Which meetings do I have?", "list_meetings", /No meeting is planned/);
  });

  it("the time, the weather, a rate and an article are fetched, with credit", async () => {
    await ask("What time is it in Tokyo?", "get_current_time", /In Tokyo it is/);
    await ask("Weather in Paris for 3 days", "get_weather", /^Paris/, /Open-Meteo/);
    await ask("Convert 20 EUR to USD", "convert_currency", /EUR 20\.00 are USD/, /Frankfurter/);
    await ask("Look up Jupiter", "look_up", "Jupiter", /CC BY-SA/);
    await phone.turn("Agent", /Jupiter is/).waitFor();
  });

  it("the person's own files and database are asked", async () => {
    await ask("Search my documents for the warranty", "search_knowledge", /toaster\.md: .*three years/s);
    await ask("Describe my data", "describe_data", "planets");
    await ask("select name, moons from planets order by moons desc", "query_data", "Mars");
    expect(data.queries.at(-1)).toContain("order by moons desc");
  });

  it("notes are taken without a word on them, and listed", async () => {
    await ask("Take a note: buy oat milk", "take_note", "buy oat milk");
    await ask("Read my notes", "list_notes", "1 note", /– buy oat milk/);
    await phone.turn("Agent", "There are 1 note.").waitFor();
  });

  it("a timer is set, listed, and makes the agent speak up when its time is up", async () => {
    await phone.write("Set a timer for 8 seconds for the tea");
    await phone.turn("Agent", "Set timer 1 for the tea").waitFor();
    await ask("Which timers are running?", "list_timers", /timer 1 for the tea: \d seconds? left/);
    await phone.turn("Agent", "Time is up: timer 1 for the tea").waitFor();
    await phone.hears("sound");
    await phone
      .tool("set_timer")
      .getByText(/^Done · /)
      .waitFor();
  });

  it("a timer is cancelled", async () => {
    await phone.write("Set a timer for 5 minutes");
    await phone.turn("Agent", "Set timer 2: 5 minutes").waitFor();
    await ask("Cancel timer 2", "cancel_timer", /Cancelled timer 2/);
    await phone
      .tool("set_timer")
      .getByText(/^Done · /)
      .waitFor();
  });

  it.each([
    ["text", "This is what a card looks like."],
    ["list", "Interrupt it"],
    ["table", "Mars"],
    ["link", "https://ai.google.dev"],
    ["chart", "Earth"],
  ])("a %s is shown", async (kind, shown) => {
    await ask(`Show me a ${kind}`, "show_card", shown);
  });

  it("a long job tells how far it is, while the agent talks on", async () => {
    await phone.write("Run a long job");
    const card = phone.tool("run_long_job");
    await card.getByText("Step 1 of 5").waitFor();
    await ask("What time is it?", "get_current_time", /Where you are it is/);
    await card.getByText("Step 3 of 5").waitFor();
    await card.getByText(/^Done · /).waitFor({ timeout: 20_000 });
    await phone.turn("Agent", "The job is done.").waitFor();
  });

  it("the agent hangs up, and the next call looks back on this one", async () => {
    await ask("Take a note: water the ferns", "take_note", "water the ferns");
    await phone.write("Thank you, goodbye");
    await phone.tool("end_call").waitFor();
    await phone.says("Call ended");
    await phone.releasedEverything();

    await phone.call();
    await phone.says("Listening");
    await ask("Show my analytics for 7 days", "get_analytics", "Calls", /1 call/);
    await ask("Search earlier calls for ferns", "search_past_conversations", "Earlier calls", /ferns/);
    await phone.hangUp();
    await phone.says("Call ended");
    expect(phone.errors).toEqual([]);
  });
});
