import { mountApp } from "../../web/ui/app-root.ts";
import "../../web/ui/return-offer.ts";
import "../../web/ui/update-note.ts";
import { isSceneName, sceneApp, scenes } from "./scenes.ts";

/** Shows one scene, named in the address: `gallery.html?scene=speaking`. */
const query = new URLSearchParams(location.search);
const name = query.get("scene") ?? "idle";
if (!isSceneName(name)) throw new Error(`No scene named ${name}.`);
document.documentElement.dir = query.get("dir") ?? "ltr";
location.hash = scenes[name].hash;
mountApp(sceneApp(name));
