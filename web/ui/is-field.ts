/** Whether keys that are pressed there belong to what is typed or chosen there. */
export function isField(target: Element): boolean {
  if (target instanceof HTMLElement && target.isContentEditable) return true;
  return target.matches("input, textarea, select, [role=slider], audio, video");
}
