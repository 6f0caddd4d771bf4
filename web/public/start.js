// The first code of a first visit: it lets the page's first words be seen before the app's own code is loaded, whose tags
// wait in a template. A page that nobody looks at paints nothing, and some browsers do not tell: then at once, or soon.
function load() {
  const tags = document.querySelector("template.app");
  if (tags === null) return;
  tags.remove();
  document.head.append(document.importNode(tags.content, true));
}

if (document.hidden) load();
else {
  setTimeout(load, 500);
  new PerformanceObserver((list) => {
    if (list.getEntriesByName("first-contentful-paint").length > 0) load();
  }).observe({ type: "paint", buffered: true });
}
