import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/end-call.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";

describe("end_call", () => {
  it("ends the conversation with the model's reason, and has the model say no more", async () => {
    const context = new FakeToolContext();
    const result = await tool.run({ reason: "the user said goodbye", farewell: "Bye!" }, context);
    expect(context.ended).toBe("the user said goodbye");
    expect(result).toMatchObject({ status: "ending" });
    expect(tool.scheduling).toBe("SILENT");
  });

  it("needs a reason", async () => {
    const checked = await tool.input["~standard"].validate({});
    expect(checked.issues).toHaveLength(1);
  });
});
