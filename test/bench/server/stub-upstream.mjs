// Gives a token to whoever asks, as fast as it can. Prints its address.
import { createServer } from "node:http";

const answer = JSON.stringify({ name: "auth_tokens/stub" });
const server = createServer((request, response) => {
  request.resume().once("end", () => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": answer.length });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
