import "./call-clock.ts";
import "./call-news.ts";
import "./call-transcript.ts";
import "./message-composer.ts";
