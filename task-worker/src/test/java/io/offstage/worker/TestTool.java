package io.offstage.worker;

import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.util.concurrent.CyclicBarrier;

/** A tool that takes nothing and does what a test says. */
record TestTool(String name, Code code) {

  static final TestTool ECHO = new TestTool("echo", _ -> "done");
  static final TestTool ASKING = new TestTool("asking", ctx -> ctx.suspend("which one?"));

  record Nothing() {}

  interface Code {
    Object run(ToolContext context) throws Exception;
  }

  /** One whose attempts end so many at a time: each waits until the others have begun as well. */
  static TestTool together(String name, int count) {
    CyclicBarrier all = new CyclicBarrier(count);
    return new TestTool(
        name,
        ctx -> {
          all.await();
          return ctx.attempt();
        });
  }

  Tool tool() {
    return Tool.named(name)
        .describedAs("a tool of a test")
        .taking(Nothing.class)
        .inBackground(_ -> {})
        .running((Nothing _, ToolContext ctx) -> code.run(ctx));
  }
}
