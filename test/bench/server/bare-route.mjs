// The yardstick: Hono alone, on one route that parses the same body. Prints its address.
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.post("/api/token", async (context) => {
  const { model } = await context.req.json();
  return context.json({ token: "auth_tokens/none", model });
});
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});
