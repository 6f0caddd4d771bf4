import { spawnSync } from "node:child_process";

/** Whether Python is here, whose zip module looks at our files; without it those tests are skipped, and say so. */
export const hasPython = spawnSync("python3", ["--version"]).error === undefined;

if (!hasPython) console.log("Zip files are not opened by another program: there is no python3 here.");
