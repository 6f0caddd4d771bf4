import { startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";

const parley = await startParley();
const phone = await Phone.open(parley.url, { listensIn: false });
const page = phone.page;
page.on("console", (m) => console.log("console", m.type(), m.text()));
await page.screenshot({ path: "/tmp/me/idle.png" });
await phone.call();
await phone.turn("Agent", /\w/).first().waitFor();
await phone.says("Listening");
await page.screenshot({ path: "/tmp/me/call.png" });
await page.getByRole("button", { name: "Off the record" }).click();
await page.screenshot({ path: "/tmp/me/off.png" });
await page.waitForTimeout(1500);
await page.getByRole("button", { name: "Off the record" }).click();
await phone.write("What is the weather in Paris?");
await page.waitForTimeout(6000);
await phone.hangUp();
await page.waitForTimeout(1000);
await page.screenshot({ path: "/tmp/me/ended.png" });
await page.getByRole("link", { name: "History" }).click();
await page.waitForTimeout(3000);
await page.screenshot({ path: "/tmp/me/history.png" });
await page
  .getByRole("list", { name: "Calls" })
  .getByRole("link")
  .first()
  .click({ timeout: 5000 })
  .catch((e) => console.log(String(e).slice(0, 400)));
await page.waitForTimeout(6000);
await page.screenshot({ path: "/tmp/me/detail.png" });
console.log(phone.errors);
await phone.close();
await parley.stop();
