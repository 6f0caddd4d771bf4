/** Those that are compared. */
export const contenders = ["parley", "worklet-32ms", "console-128ms"] as const;

export type Contender = (typeof contenders)[number];
export type Each<T> = Readonly<Record<Contender, T>>;
