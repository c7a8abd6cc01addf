package io.offstage.worker.tool;

import io.offstage.task.RawJson;
import java.util.function.Consumer;

/**
 * Makes a tool of Java code: {@code Tool.named("research").describedAs("…").taking(Research.class)
 * .inBackground(b -> b.maxRetries(1)).running((in, ctx) -> …)}. Each step changes this builder;
 * {@link #running} ends it.
 *
 * @param <I> what the code is given: a value read from the arguments, or the arguments as they came
 */
public final class ToolBuilder<I> {

  static final RawJson ANY_OBJECT = new RawJson("{\"type\":\"object\"}");

  private final String name;
  private final ArgumentReader<I> reader;
  private final RawJson inputSchema;
  private String description = "";
  private Background background = Background.NEVER;
  private String pool = "tools";

  private ToolBuilder(String name, ArgumentReader<I> reader, RawJson inputSchema) {
    this.name = name;
    this.reader = reader;
    this.inputSchema = inputSchema;
  }

  static ToolBuilder<RawJson> named(String name) {
    return new ToolBuilder<>(name, ArgumentReader.AS_IT_CAME, ANY_OBJECT);
  }

  /** For the model: what it does and when to call it. */
  public ToolBuilder<I> describedAs(String text) {
    description = text;
    return this;
  }

  /**
   * The arguments are read as this record, and their JSON Schema is derived from it.
   *
   * @throws IllegalArgumentException if values of the type are not JSON objects
   */
  public <T> ToolBuilder<T> taking(Class<T> type) {
    return taking(InputSchema.of(type), type);
  }

  /** The arguments are read as this type and must satisfy this JSON Schema. */
  public <T> ToolBuilder<T> taking(RawJson schema, Class<T> type) {
    return with(ArgumentReader.of(type), schema);
  }

  /** The arguments come as they are and must satisfy this JSON Schema. */
  public ToolBuilder<RawJson> taking(RawJson schema) {
    return with(ArgumentReader.AS_IT_CAME, schema);
  }

  /** Calls may run in the background. */
  public ToolBuilder<I> inBackground() {
    return inBackground(_ -> {});
  }

  /** Calls may run in the background, in this way. */
  public ToolBuilder<I> inBackground(Consumer<BackgroundBuilder> how) {
    BackgroundBuilder builder = new BackgroundBuilder();
    how.accept(builder);
    background = builder.build();
    return this;
  }

  /** The pool whose workers run it in the background. */
  public ToolBuilder<I> inPool(String name) {
    pool = name;
    return this;
  }

  /** The tool, with the code that carries out a call. */
  public Tool running(ToolCode<I> code) {
    return new JavaTool<>(name, description, inputSchema, background, pool, reader, code);
  }

  private <T> ToolBuilder<T> with(ArgumentReader<T> newReader, RawJson schema) {
    ToolBuilder<T> next = new ToolBuilder<>(name, newReader, schema);
    next.description = description;
    next.background = background;
    next.pool = pool;
    return next;
  }
}
