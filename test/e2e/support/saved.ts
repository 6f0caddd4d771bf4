import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";

/** Does what makes the page hand over a file, and puts that file where other programs can read it. @returns its path */
export async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  const path = join(mkdtempSync(join(tmpdir(), "parley-saved-")), file.suggestedFilename());
  await file.saveAs(path);
  return path;
}
