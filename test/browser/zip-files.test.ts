import { zipFiles } from "../../web/adapters/zip-files.ts";
import { describeArchives } from "../contract/archives.ts";

describeArchives("zip files in the browser", zipFiles);
