import { FakeEncoder } from "../fakes/fake-encoder.ts";
import { describeEncoder } from "./encoder.ts";

describeEncoder("the fake", () => new FakeEncoder());
