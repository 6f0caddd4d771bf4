/** How one prebuilt voice is told apart here: an espeak-ng voice with variant, pitch 0–99, words a minute. */
export interface VoiceStyle {
  readonly voice: string;
  readonly pitch: number;
  readonly wordsPerMinute: number;
}

const style = (voice: string, pitch: number, wordsPerMinute: number): VoiceStyle => ({
  voice,
  pitch,
  wordsPerMinute,
});

/** The 30 prebuilt voices by name. The character follows the published adjective: bright, firm, breathy, … */
export const voices: ReadonlyMap<string, VoiceStyle> = new Map([
  ["Zephyr", style("en-us+f3", 58, 170)],
  ["Puck", style("en-us+m3", 62, 182)],
  ["Charon", style("en-us+m1", 36, 160)],
  ["Kore", style("en-us+f2", 46, 165)],
  ["Fenrir", style("en-us+m4", 50, 188)],
  ["Leda", style("en-us+f4", 66, 172)],
  ["Orus", style("en-us+m2", 40, 162)],
  ["Aoede", style("en-us+f1", 54, 168)],
  ["Callirrhoe", style("en-us+f5", 48, 156)],
  ["Autonoe", style("en-us+f3", 64, 166)],
  ["Enceladus", style("en-us+m6", 32, 152)],
  ["Iapetus", style("en-gb+m1", 45, 165)],
  ["Umbriel", style("en-us+m7", 42, 154)],
  ["Algieba", style("en-us+m5", 38, 158)],
  ["Despina", style("en-us+f1", 44, 158)],
  ["Erinome", style("en-gb+f2", 52, 164)],
  ["Algenib", style("en-us+croak", 28, 156)],
  ["Rasalgethi", style("en-gb+m3", 44, 168)],
  ["Laomedeia", style("en-us+f2", 68, 180)],
  ["Achernar", style("en-us+f5", 56, 152)],
  ["Alnilam", style("en-us+m4", 34, 164)],
  ["Schedar", style("en-us+m2", 48, 160)],
  ["Gacrux", style("en-us+f5", 30, 152)],
  ["Pulcherrima", style("en-gb+f4", 60, 176)],
  ["Achird", style("en-us+m3", 50, 170)],
  ["Zubenelgenubi", style("en-us+m7", 52, 176)],
  ["Vindemiatrix", style("en-gb+f1", 42, 150)],
  ["Sadachbia", style("en-us+f4", 58, 186)],
  ["Sadaltager", style("en-gb+m2", 38, 160)],
  ["Sulafat", style("en-us+f1", 50, 160)],
]);

/** How a voice sounds that is not in the list. */
export const fallbackStyle: VoiceStyle = style("en-us", 50, 170);

/** Speaks when the setup names no voice. */
export const defaultVoice = "Puck";
