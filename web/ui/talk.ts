import "./call-captions.ts";
import "./call-clock.ts";
import "./call-news.ts";
import "./call-transcript.ts";
import "./link-note.ts";
import "./message-composer.ts";
import "./return-offer.ts";
import "./talk-button.ts";
