package io.offstage.worker.tool;

import io.offstage.task.Outcome;
import io.offstage.task.RawJson;

/** Something an agent can call. Implementations are immutable and safe on any thread. */
public interface Tool {

  /** Begins a tool whose code is Java; see {@link ToolBuilder} for what follows. */
  static ToolBuilder<RawJson> named(String name) {
    return ToolBuilder.named(name);
  }

  /** 1–64 of {@code [A-Za-z0-9_-]}, as model providers ask. */
  String name();

  /** For the model: what it does and when to call it. */
  String description();

  /** JSON Schema (2020-12) of the arguments, an object. */
  RawJson inputSchema();

  /** Whether and how it runs in the background. */
  Background background();

  /** The pool whose workers run it in the background. */
  default String pool() {
    return "tools";
  }

  /**
   * Carries out one call, on a virtual thread of its own.
   *
   * @param args a JSON object that satisfies {@link #inputSchema}
   * @throws NonRetryableException when trying again is pointless
   * @throws Exception any other failure; it may be tried again while retries are left
   */
  Outcome call(RawJson args, ToolContext context) throws Exception;
}
