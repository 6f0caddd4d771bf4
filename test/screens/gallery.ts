import { mountApp } from "../../web/ui/app-root.ts";
import { useLanguage } from "../../web/ui/locale.ts";
import "../../web/ui/return-offer.ts";
import "../../web/ui/update-note.ts";
import { isSceneName, sceneApp, scenes } from "./scenes.ts";

/** Shows one scene, named in the address, maybe in another language: `gallery.html?scene=speaking&lang=de`. */
const query = new URLSearchParams(location.search);
const name = query.get("scene") ?? "idle";
if (!isSceneName(name)) throw new Error(`No scene named ${name}.`);
await useLanguage(query.get("lang") ?? "en");
location.hash = scenes[name].hash;
mountApp(sceneApp(name));
