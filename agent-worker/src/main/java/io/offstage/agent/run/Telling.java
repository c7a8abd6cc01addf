package io.offstage.agent.run;

/** What is said to the outside, and the way there. */
record Telling(Chunks chunks, Teller teller) {}
