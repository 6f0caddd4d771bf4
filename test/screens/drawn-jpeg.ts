/** What a camera may see: a window with a hill behind it. */
export function drawnJpeg(): ArrayBuffer {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser draws nothing.");
  for (const [colour, y] of [
    ["#bcd7ea", 0],
    ["#7f9f6f", 28],
    ["#5d7a52", 38],
  ] as const) {
    pen.fillStyle = colour;
    pen.fillRect(0, y, 64, 48);
  }
  const base64 = canvas.toDataURL("image/jpeg").split(",")[1] ?? "";
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer;
}
