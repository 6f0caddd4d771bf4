/** What the environment of a build may say. */
interface ImportMetaEnv {
  /** Address of the token server, where it is not the one that serves the app. */
  readonly VITE_TOKEN_SERVER?: string;
}
