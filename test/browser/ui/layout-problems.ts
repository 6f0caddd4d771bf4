/** What WCAG 2.2 asks of everything that is pressed (2.5.8), and what a thumb needs in a call; pixels. */
const leastSide = 24;
const leastCallSide = 44;

const pressable = "button, a[href], input, select, textarea, summary, [role=menuitem], [role=slider]";

/** What is wrong with the page as it is laid out now, a line each. It may be scrolled afterwards. */
export function layoutProblems(): readonly string[] {
  const all = [...everyElement(document)];
  const shown = all.filter((element) => element.matches(pressable) && isShown(element));
  return [...widthProblems(all), ...callProblems(shown), ...shown.flatMap(targetProblems)];
}

function widthProblems(all: readonly Element[]): readonly string[] {
  return all
    .filter(({ localName }) => localName === "html" || localName === "main" || localName === "dialog")
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(
      ({ localName, scrollWidth, clientWidth }) => `${localName} is ${scrollWidth} wide in ${clientWidth}`,
    );
}

/** The one button that starts and ends calls needs no scrolling. */
function callProblems(shown: readonly Element[]): readonly string[] {
  const button = shown.find((element) => element.matches(".control:is(.start, .end)"));
  if (button === undefined) return [];
  const around = [...ancestors(button)];
  for (const element of around) element.scrollTop = 0;
  const bottomOfSight = Math.min(innerHeight, ...around.map((one) => one.getBoundingClientRect().bottom));
  const { top, bottom } = button.getBoundingClientRect();
  return top >= 0 && bottom <= bottomOfSight
    ? []
    : [`${nameOf(button)} lies at ${Math.round(top)}–${Math.round(bottom)} of ${Math.round(bottomOfSight)}`];
}

function targetProblems(element: Element): readonly string[] {
  const target = element.closest("label") ?? element;
  target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const { left, top, width, height } = target.getBoundingClientRect();
  const least = isOfCall(element) ? leastCallSide : leastSide;
  const problems: string[] = [];
  // A link within a sentence is as high as its line.
  const isInline = getComputedStyle(element).display === "inline" && element.localName === "a";
  if (!isInline && (width < least || height < least))
    problems.push(`${nameOf(element)} is ${Math.round(width)}×${Math.round(height)}`);
  if (left < -1 || left + width > innerWidth + 1)
    problems.push(
      `${nameOf(element)} lies beside the page, at ${Math.round(left)}–${Math.round(left + width)}`,
    );
  const above = deepestAt(left + width / 2, top + height / 2);
  if (above !== undefined && !isWithin(above, target) && !isWithin(target, above))
    problems.push(`${nameOf(element)} lies under ${nameOf(above)}`);
  if (above === undefined) problems.push(`${nameOf(element)} is out of reach`);
  return problems;
}

/** Start and end, mute, type and the like, and what is sent. */
function isOfCall(element: Element): boolean {
  const root = element.getRootNode();
  const host = root instanceof ShadowRoot ? root.host.localName : "";
  return (
    ["call-controls", "talk-button", "message-composer"].includes(host) && element.localName === "button"
  );
}

function isShown(element: Element): boolean {
  const { pointerEvents } = getComputedStyle(element);
  const isVisible = element.checkVisibility({ visibilityProperty: true });
  return isVisible && pointerEvents !== "none" && element.getClientRects().length > 0 && isReachable(element);
}

/** Under a modal dialog nothing is. */
function isReachable(element: Element): boolean {
  const modal = [...everyElement(document)].find((one) => one.matches(":modal"));
  return modal === undefined || isWithin(element, modal);
}

function* everyElement(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll("*")) {
    yield element;
    if (element.shadowRoot !== null) yield* everyElement(element.shadowRoot);
  }
}

function deepestAt(x: number, y: number): Element | undefined {
  let element = document.elementFromPoint(x, y);
  while (element?.shadowRoot) {
    const inner = element.shadowRoot.elementFromPoint(x, y);
    if (inner === null || inner === element) break;
    element = inner;
  }
  return element ?? undefined;
}

function isWithin(inner: Element, outer: Element): boolean {
  return inner === outer || [...ancestors(inner)].includes(outer);
}

/** From the inside out; shadow roots count as within their hosts. */
function* ancestors(element: Element): Generator<Element> {
  for (let node: Node | null = parentOf(element); node !== null; node = parentOf(node))
    if (node instanceof Element) yield node;
}

function parentOf(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}

function nameOf(element: Element): string {
  const words =
    element.getAttribute("aria-label") ?? element.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";
  const kind = [element.localName, ...element.classList].join(".");
  return `${kind} “${words.slice(0, 40)}”`;
}
