import "./call-clock.ts";
import "./call-news.ts";
import "./call-transcript.ts";
import "./link-note.ts";
import "./message-composer.ts";
import "./return-offer.ts";
import "./share-strip.ts";
