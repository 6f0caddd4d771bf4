/** A browser may begin to read the file a moment after the click. */
const keptMs = 10_000;

/** Hands a text or sound to the person as a file. Must run inside a click. */
export function download(name: string, mimeType: string, content: string | Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: mimeType }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), keptMs);
}
