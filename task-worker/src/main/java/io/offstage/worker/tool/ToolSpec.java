package io.offstage.worker.tool;

import io.offstage.task.RawJson;

/** A tool that needs no code, as an operator configures it; {@link ToolSpecReader} reads one. */
public sealed interface ToolSpec permits HttpToolSpec, McpToolSpec, ProcessToolSpec {

  /** 1–64 of {@code [A-Za-z0-9_-]}. */
  String name();

  /** For the model. */
  String description();

  /** JSON Schema (2020-12) of the arguments. */
  RawJson inputSchema();

  /** Whether and how it runs in the background. */
  Background background();

  /** The pool whose workers run it in the background. */
  String pool();
}
