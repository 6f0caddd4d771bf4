import { configureLocalization, updateWhenLocaleChanges } from "@lit/localize";
import { LitElement } from "lit";
import type { ReadableAtom } from "nanostores";
import { languageOf, matchLanguage } from "../core/match-language.ts";
import type { Settings } from "../core/settings.ts";
import { type Messages, templatesOf } from "./translation.ts";

/** What the code is written in: needs no chunk. */
const source = "en";

/** The other languages, each a chunk of its own. A line here and its file add one. */
const translations = {
  de: { name: "Deutsch", load: () => import("../locales/de.ts") },
  es: { name: "Español", load: () => import("../locales/es.ts") },
  hi: { name: "हिन्दी", load: () => import("../locales/hi.ts") },
  ja: { name: "日本語", load: () => import("../locales/ja.ts") },
  ar: { name: "العربية", load: () => import("../locales/ar.ts") },
} as const satisfies Record<string, Translation>;

interface Translation {
  /** In the language itself, so that whoever needs it finds it. */
  readonly name: string;
  readonly load: () => Promise<{ readonly messages: Messages }>;
}

/** A language of the interface. */
export type AppLanguage = typeof source | keyof typeof translations;

const others = Object.keys(translations).filter(isTranslation);

/** All languages of the interface, by their own names. */
export const appLanguages: readonly { readonly language: AppLanguage; readonly name: string }[] = [
  { language: source, name: "English" },
  ...others.map((language) => ({ language, name: translations[language].name })),
];

const { getLocale, setLocale } = configureLocalization({
  sourceLocale: source,
  targetLocales: others,
  loadLocale: async (language: string) => {
    const { messages } = isTranslation(language) ? await translations[language].load() : { messages: {} };
    return { templates: templatesOf(messages) };
  },
});

// The one place that makes all elements render again when the language changes; what they hold stays.
LitElement.addInitializer((element) => {
  if (element instanceof LitElement) updateWhenLocaleChanges(element);
});

/** Keeps to the language of the settings. @returns settles when the first one is there */
export function followLanguage(settings: ReadableAtom<Settings>): Promise<void> {
  let choice = settings.get().appLanguage;
  settings.listen(({ appLanguage }) => {
    if (appLanguage === choice) return;
    choice = appLanguage;
    void useLanguage(choice);
  });
  return useLanguage(choice);
}

/**
 * Shows the interface in a language. Settles when it does; where its chunk cannot be had, in English.
 * @param choice the person's; empty or unknown: the first of the browser's languages that there is
 */
export async function useLanguage(choice: string): Promise<void> {
  const offered = appLanguages.map(({ language }) => language);
  const wanted = matchLanguage([choice, ...navigator.languages], offered) ?? source;
  try {
    await setLocale(wanted);
  } catch (error) {
    console.warn(`The words of this language (${wanted}) did not load; they are English.`, error);
    await setLocale(source);
  }
  document.documentElement.lang = getLocale();
  document.documentElement.dir = isRightToLeft(getLocale()) ? "rtl" : "ltr";
}

/** How dates and numbers are written: as where the person is, in the language of the interface. A BCP 47 tag. */
export function locale(): string {
  const language = getLocale();
  if (known?.language !== language) known = { language, tag: regional(language) };
  return known.tag;
}

let known: { readonly language: string; readonly tag: string } | undefined;

function regional(language: string): string {
  // Tests in Node come by here, and older ones have no navigator.
  const tags = typeof navigator === "undefined" ? [] : navigator.languages;
  return tags.find((tag) => languageOf(tag) === language) ?? (language === source ? "en-GB" : language);
}

/** Makes a formatter when it is first needed, and another one in another language. */
export function perLocale<T>(make: (locale: string) => T): () => T {
  let made: { readonly locale: string; readonly value: T } | undefined;
  return () => {
    const tag = locale();
    if (made?.locale !== tag) made = { locale: tag, value: make(tag) };
    return made.value;
  };
}

function isTranslation(language: string): language is keyof typeof translations {
  return Object.hasOwn(translations, language);
}

function isRightToLeft(language: string): boolean {
  return ["ar", "fa", "he", "ur"].includes(language);
}
