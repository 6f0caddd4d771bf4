import "./call-clock.ts";
import "./call-transcript.ts";
import "./message-composer.ts";
