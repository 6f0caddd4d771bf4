const halves: Readonly<Record<string, readonly [boolean, boolean]>> = {
  "█": [false, false],
  "▀": [false, true],
  "▄": [true, false],
  " ": [true, true],
};

/** The code that is drawn in a text, two rows to a line, as `uqr` has it: true is dark. */
export function readHalfBlocks(text: string): readonly (readonly boolean[])[] {
  const lines = text.split("\n").filter((line) => /^[█▀▄ ]+$/.test(line) && /[█▀▄]/.test(line));
  const rows = lines.flatMap((line) =>
    [0, 1].map((half) => [...line].map((character) => halves[character]?.[half] ?? true)),
  );
  // A code has an odd number of rows: the last line has a half that is none.
  return rows.slice(0, lines[0]?.length);
}
