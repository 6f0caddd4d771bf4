/**
 * The first of a person's languages that is offered. A tag matches by its language, whatever its region and script, as
 * `de-AT` does `de`.
 * @param wanted BCP 47 tags, the dearest first; what is no such tag is left out
 * @param offered languages without a region
 */
export function matchLanguage<Language extends string>(
  wanted: readonly string[],
  offered: readonly Language[],
): Language | undefined {
  for (const tag of wanted) {
    const found = offered.find((language) => language === languageOf(tag));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The language of a tag, as `de` of `de-AT`; undefined for what is no tag. */
export function languageOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).language;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
