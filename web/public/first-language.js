// In which of its languages the page says its first words: the browser's, until the app itself is there and asks the
// person's settings. Before the words in the page, so that no other language is seen first.
const offered = ["en", "de", "es", "hi", "ja", "ar"];
const wanted = navigator.languages.map((tag) => tag.split("-")[0]);
const root = document.documentElement;
root.lang = wanted.find((language) => offered.includes(language)) ?? "en";
root.dir = root.lang === "ar" ? "rtl" : "ltr";
