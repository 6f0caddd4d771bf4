/** Both worklets of the app, which die when they are told to: `node.port.postMessage({ type: "die" })`. */
import "./mortal-processors.ts";
import "../../web/worklets/capture.worklet.ts";
import "../../web/worklets/playback.worklet.ts";
