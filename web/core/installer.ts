import type { ReadableAtom } from "nanostores";

/**
 * - `installed`: the app runs from the home screen or the dock, or is there.
 * - `offered`: the browser would install it now.
 * - `by-hand-…`: the person can, in a menu of the browser.
 * - `none`: nothing to be done here.
 */
export type InstallState = "installed" | "offered" | "by-hand-ios" | "by-hand-mac" | "none";

/** Puts the app on the device. */
export interface Installer {
  readonly state: ReadableAtom<InstallState>;
  /** Lets the browser ask the person. Must run inside a click; does nothing unless it is offered. */
  install(): Promise<void>;
}
