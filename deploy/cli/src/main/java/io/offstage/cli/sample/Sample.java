package io.offstage.cli.sample;

import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.worker.tool.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The example's agents, and a question that makes the most of them. */
public final class Sample {

  public static final String AGENT = "supervisor";

  /** The built-in model calls what it finds named in a message; this one names everything. */
  public static final String QUESTION =
      "Please research Acme Rockets, do a price check of their smallest rocket, and have the"
          + " analyst look at the market figures.";

  private static final String FILE = "sample.yaml";

  private Sample() {}

  /** The agents. */
  public static Definition definition() {
    return DefinitionReader.read(
            FILE, text(), Map.of(), SampleTools.all().stream().map(Tool::name).toList(), true)
        .definition();
  }

  private static String text() {
    try (InputStream file = Objects.requireNonNull(Sample.class.getResourceAsStream(FILE))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
