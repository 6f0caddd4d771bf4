/** Lets the person choose files and hands them over; the field is empty again after, so that the same file can be chosen anew. */
export async function chosenFiles(
  event: Event & { readonly currentTarget: HTMLInputElement },
): Promise<readonly File[]> {
  const field = event.currentTarget;
  const files = [...(field.files ?? [])];
  field.value = "";
  return files;
}

/** A size as people read it: `12 kB`, `1.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
