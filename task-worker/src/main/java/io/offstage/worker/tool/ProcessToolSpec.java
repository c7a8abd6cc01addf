package io.offstage.worker.tool;

import io.offstage.task.RawJson;
import io.offstage.worker.process.Program;

/**
 * A tool that is a program on the worker's machine, as an operator configures it.
 *
 * @param name 1–64 of {@code [A-Za-z0-9_-]}
 * @param description for the model
 * @param program started anew for every call
 * @param inputSchema JSON Schema (2020-12) of the arguments
 * @param background whether and how it runs in the background
 * @param pool the pool whose workers run it in the background
 */
public record ProcessToolSpec(
    String name,
    String description,
    Program program,
    RawJson inputSchema,
    Background background,
    String pool)
    implements ToolSpec {

  /** What {@code worker.allow} calls tools of this kind. */
  public static final String KIND = "process";
}
