import { describeLook } from "./look.ts";

/** Another scheme changes nothing but colours. */
const rules = ["color-contrast"];

describeLook({
  name: "a phone and dark",
  width: 390,
  height: 844,
  features: { "prefers-color-scheme": "dark" },
  rules,
});

describeLook({
  name: "in forced colours",
  width: 390,
  height: 844,
  features: { "forced-colors": "active" },
  rules,
});
