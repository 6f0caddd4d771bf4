/** About as much as one says in half a minute. */
const passageLength = 600;

/**
 * Cuts a Markdown or plain text into passages of about 600 characters, at paragraphs where there are some. Headings stay
 * with what they head.
 */
export function passagesOf(text: string): readonly string[] {
  const paragraphs = text.split(/\r?\n\s*\r?\n/).flatMap(pieces);
  const withHeadings = joinedWhere(paragraphs, isHeading);
  return joinedWhere(withHeadings, (open, next) => open.length + next.length < passageLength);
}

/** Joins each text to those before it for as long as they belong together. */
function joinedWhere(
  texts: readonly string[],
  belong: (open: string, next: string) => boolean,
): readonly string[] {
  const joined: string[] = [];
  for (const text of texts) {
    const open = joined.at(-1);
    if (open !== undefined && belong(open, text)) joined[joined.length - 1] = `${open}\n\n${text}`;
    else joined.push(text);
  }
  return joined;
}

/** A paragraph, parted at ends of sentences, else of words, if it is too long; nothing for an empty one. */
function pieces(paragraph: string): readonly string[] {
  const text = paragraph.trim();
  if (text.length <= passageLength) return text === "" ? [] : [text];
  const cut = placeToCut(text.slice(0, passageLength));
  return [text.slice(0, cut).trim(), ...pieces(text.slice(cut))];
}

function placeToCut(text: string): number {
  const sentences = Math.max(text.search(/[.!?]\s[^.!?]*$/) + 1, text.lastIndexOf("\n"));
  const words = text.lastIndexOf(" ");
  if (sentences > text.length / 2) return sentences;
  return words > 0 ? words : text.length;
}

/** Lines of headings only. */
function isHeading(text: string): boolean {
  return text.split("\n").every((line) => line.trim() === "" || /^#{1,6} /.test(line));
}
