import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { changeMeetings, findMeeting, noSuchMeeting, showMeetings } from "./support/meeting-book.ts";
import { idInput } from "./support/meeting-input.ts";
import { meetingFacts, spokenMeeting } from "./support/meetings.ts";
import { valibotInput } from "./support/valibot-input.ts";

export const tool = defineTool({
  name: "cancel_meeting",
  description: "Cancels a meeting for good. If it is unclear which one is meant, ask first.",
  input: valibotInput(v.object({ id: idInput })),
  async run(args, context) {
    const { timeZone } = context;
    const found = await changeMeetings(context, async (meetings, book) => {
      const meeting = findMeeting(meetings, args.id);
      if (meeting === undefined) return { answer: noSuchMeeting(args.id, meetings, context) };
      await book.remove(meeting);
      return { meeting };
    });
    if (found.meeting === undefined) return found.answer;
    await showMeetings(context, toTranslate("Meeting cancelled"), [found.meeting], { cancelled: true });
    return {
      status: "ok",
      cancelled: meetingFacts(found.meeting, timeZone),
      sentence: `Cancelled: ${spokenMeeting(found.meeting, timeZone)}.`,
    };
  },
});
