import { connect } from "node:net";

/** A request as it goes over the wire. Everything that is not said is as the app's own page sends it. */
export interface Attack {
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  /** Replace those of the same name; an empty value leaves one out, several send it several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** The whole of it as text, in place of all the above. */
  readonly raw?: string;
}

/** The server that is attacked, and what a good request to it has. */
export interface Target {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came back. */
export interface Reply {
  /** 0: the connection was closed without a word. */
  readonly status: number;
  readonly text: string;
}

const patienceMs = 5_000;

/** Sends it over a socket of its own: nothing on the way makes it better. */
export function send({ port, headers }: Target, attack: Attack): Promise<Reply> {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(patienceMs, () => socket.destroy());
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (part) => {
    text += part;
  });
  socket.write(attack.raw ?? wire(port, headers, attack), "latin1");
  return new Promise((resolve) => {
    const end = () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    // A server that has refused may cut the line while the rest is still on its way.
    socket.on("error", end);
    socket.on("close", end);
  });
}

function wire(
  port: number,
  usual: Target["headers"],
  { method = "POST", path = "/api/token", ...attack }: Attack,
) {
  const body = attack.body ?? "{}";
  const wanted: Record<string, string | readonly string[]> = {
    Host: `127.0.0.1:${port}`,
    ...usual,
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(body, "latin1")),
    Connection: "close",
    ...attack.headers,
  };
  const lines = Object.entries(wanted).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === "" ? [] : [`${name}: ${one}`])),
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** One attack for each of these, with what each changes. */
export function each<Thing>(
  group: string,
  things: Readonly<Record<string, Thing>>,
  attack: (thing: Thing) => Omit<Attack, "name">,
): readonly Attack[] {
  return Object.entries(things).map(([name, thing]) => ({ name: `${group}: ${name}`, ...attack(thing) }));
}
