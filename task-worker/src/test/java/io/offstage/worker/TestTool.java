package io.offstage.worker;

import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;

/** A tool that takes nothing and does what a test says. */
record TestTool(String name, Code code) {

  record Nothing() {}

  interface Code {
    Object run(ToolContext context) throws Exception;
  }

  Tool tool() {
    return Tool.named(name)
        .describedAs("a tool of a test")
        .taking(Nothing.class)
        .inBackground(_ -> {})
        .running((Nothing _, ToolContext ctx) -> code.run(ctx));
  }
}
