/** A prebuilt voice of the Live service. */
export interface Voice {
  /** As the service spells it; case matters. */
  readonly name: string;
  /** What it sounds like, in one word. */
  readonly character: string;
}

/** All prebuilt voices, in the service's own order. */
export const voices: readonly Voice[] = [
  { name: "Zephyr", character: "bright" },
  { name: "Puck", character: "upbeat" },
  { name: "Charon", character: "informative" },
  { name: "Kore", character: "firm" },
  { name: "Fenrir", character: "excitable" },
  { name: "Leda", character: "youthful" },
  { name: "Orus", character: "firm" },
  { name: "Aoede", character: "breezy" },
  { name: "Callirrhoe", character: "easy-going" },
  { name: "Autonoe", character: "bright" },
  { name: "Enceladus", character: "breathy" },
  { name: "Iapetus", character: "clear" },
  { name: "Umbriel", character: "easy-going" },
  { name: "Algieba", character: "smooth" },
  { name: "Despina", character: "smooth" },
  { name: "Erinome", character: "clear" },
  { name: "Algenib", character: "gravelly" },
  { name: "Rasalgethi", character: "informative" },
  { name: "Laomedeia", character: "upbeat" },
  { name: "Achernar", character: "soft" },
  { name: "Alnilam", character: "firm" },
  { name: "Schedar", character: "even" },
  { name: "Gacrux", character: "mature" },
  { name: "Pulcherrima", character: "forward" },
  { name: "Achird", character: "friendly" },
  { name: "Zubenelgenubi", character: "casual" },
  { name: "Vindemiatrix", character: "gentle" },
  { name: "Sadachbia", character: "lively" },
  { name: "Sadaltager", character: "knowledgeable" },
  { name: "Sulafat", character: "warm" },
];
