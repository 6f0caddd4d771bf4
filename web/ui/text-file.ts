/** Lets the person choose files and hands them over; the field is empty again after, so that the same file can be chosen anew. */
export async function chosenFiles(
  event: Event & { readonly currentTarget: HTMLInputElement },
): Promise<readonly File[]> {
  const field = event.currentTarget;
  const files = [...(field.files ?? [])];
  field.value = "";
  return files;
}
