package io.offstage.worker.tool;

import io.offstage.task.RawJson;

/** A tool that says of itself what its operator has configured. */
public interface ConfiguredTool extends Tool {

  /** What it was made from. */
  ToolSpec spec();

  @Override
  default String name() {
    return spec().name();
  }

  @Override
  default String description() {
    return spec().description();
  }

  @Override
  default RawJson inputSchema() {
    return spec().inputSchema();
  }

  @Override
  default Background background() {
    return spec().background();
  }

  @Override
  default String pool() {
    return spec().pool();
  }
}
