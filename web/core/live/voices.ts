import { toTranslate } from "../to-translate.ts";

/** A prebuilt voice of the Live service. */
export interface Voice {
  /** As the service spells it; case matters. */
  readonly name: string;
  /** What it sounds like, in one word. */
  readonly character: string;
}

/** All prebuilt voices, in the service's own order. */
export const voices: readonly Voice[] = [
  { name: "Zephyr", character: toTranslate("bright") },
  { name: "Puck", character: toTranslate("upbeat") },
  { name: "Charon", character: toTranslate("informative") },
  { name: "Kore", character: toTranslate("firm") },
  { name: "Fenrir", character: toTranslate("excitable") },
  { name: "Leda", character: toTranslate("youthful") },
  { name: "Orus", character: toTranslate("firm") },
  { name: "Aoede", character: toTranslate("breezy") },
  { name: "Callirrhoe", character: toTranslate("easy-going") },
  { name: "Autonoe", character: toTranslate("bright") },
  { name: "Enceladus", character: toTranslate("breathy") },
  { name: "Iapetus", character: toTranslate("clear") },
  { name: "Umbriel", character: toTranslate("easy-going") },
  { name: "Algieba", character: toTranslate("smooth") },
  { name: "Despina", character: toTranslate("smooth") },
  { name: "Erinome", character: toTranslate("clear") },
  { name: "Algenib", character: toTranslate("gravelly") },
  { name: "Rasalgethi", character: toTranslate("informative") },
  { name: "Laomedeia", character: toTranslate("upbeat") },
  { name: "Achernar", character: toTranslate("soft") },
  { name: "Alnilam", character: toTranslate("firm") },
  { name: "Schedar", character: toTranslate("even") },
  { name: "Gacrux", character: toTranslate("mature") },
  { name: "Pulcherrima", character: toTranslate("forward") },
  { name: "Achird", character: toTranslate("friendly") },
  { name: "Zubenelgenubi", character: toTranslate("casual") },
  { name: "Vindemiatrix", character: toTranslate("gentle") },
  { name: "Sadachbia", character: toTranslate("lively") },
  { name: "Sadaltager", character: toTranslate("knowledgeable") },
  { name: "Sulafat", character: toTranslate("warm") },
];
