import { describeLook } from "./look.ts";

describeLook({
  name: "small and light",
  width: 320,
  height: 640,
  features: { "prefers-color-scheme": "light" },
});

describeLook({
  name: "wide and light",
  width: 1280,
  height: 800,
  features: { "prefers-color-scheme": "light" },
});
