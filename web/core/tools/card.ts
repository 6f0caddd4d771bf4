/** Something a tool shows in the transcript. All of it is text: nothing is ever read as markup. */
export type Card =
  | { readonly kind: "text"; readonly title?: string; readonly text: string }
  | { readonly kind: "list"; readonly title?: string; readonly items: readonly string[] }
  | {
      readonly kind: "table";
      readonly title?: string;
      readonly columns: readonly string[];
      /** Cells in the order of the columns. */
      readonly rows: readonly (readonly string[])[];
    }
  /** Shown as a link only if the address is http or https, else as text. */
  | { readonly kind: "link"; readonly title: string; readonly url: string; readonly text?: string }
  | {
      readonly kind: "chart";
      readonly title?: string;
      /** Of the values, for example `min`. */
      readonly unit?: string;
      /** Values of 0 and above. */
      readonly bars: readonly { readonly label: string; readonly value: number }[];
    }
  /** Offered for download. */
  | { readonly kind: "file"; readonly name: string; readonly mimeType: string; readonly content: string }
  /** Whose data the result rests on. */
  | { readonly kind: "credit"; readonly text: string; readonly url: string };
