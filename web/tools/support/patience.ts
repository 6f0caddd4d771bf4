import { models } from "../../core/live/models.ts";

/** What to tell a model that would be silent until a long call is over: with which model it works. */
export function otherModelNeeded(): string {
  const talking = models.find(({ tools }) => tools.behaviors.includes("NON_BLOCKING"));
  const where = talking === undefined ? "" : ` It works with ${talking.label}, to be chosen in the settings.`;
  return `This model is silent while a tool runs, so the conversation would stand still.${where}`;
}
