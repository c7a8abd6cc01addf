package io.offstage.agent.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The schema knows what the readers know: each is asked by a key that nobody knows. */
class DefinitionSchemaTest {

  private static final Pattern KNOWN =
      Pattern.compile("f:\\d+: (.*)\\.zzzzqqqqzzzz: unknown; known are (.*)");

  /** A place of the file, as problems name it, and where the schema has it. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("providers.p", "provider"),
          Map.entry("models.m", "model"),
          Map.entry("agents.a", "agent"),
          Map.entry("agents.a.fallback", "fallback"),
          Map.entry("agents.a.structured_output", "answerSchema"),
          Map.entry("agents.a.backgroundTasks", "agentBackground"),
          Map.entry("agents.a.backgroundTasks.tools.h", "agentTool/anyOf/1"),
          Map.entry("agents.think.toolsets", "thinkToolset"),
          Map.entry("agents.todo.toolsets", "todoToolset"),
          Map.entry("agents.fetch.toolsets", "fetchToolset"),
          Map.entry("agents.filesystem.toolsets", "filesystemToolset"),
          Map.entry("agents.shell.toolsets", "shellToolset"),
          Map.entry("agents.mcp.toolsets", "mcpToolset"),
          Map.entry("agents.mcp.toolsets.remote", "mcpRemote"),
          Map.entry("agents.background_agents.toolsets", "agentsToolset"),
          Map.entry("tools.j", "javaTool"),
          Map.entry("tools.h", "httpTool"),
          Map.entry("tools.p", "processTool"),
          Map.entry("tools.c", "mcpTool"),
          Map.entry("tools.u", "mcpTool"),
          Map.entry("tools.j.background", "background/anyOf/1"),
          Map.entry("backgroundTasks", "fleetBackground"),
          Map.entry("backgroundTasks.defaultRetries", "retries/anyOf/1"),
          Map.entry("backgroundTasks.hooks.w", "webhook"));

  private static final String FILE =
      """
      providers: {p: {ALIEN}}
      models: {m: {ALIEN, provider: demo, model: x}}
      agents:
        a:
          ALIEN
          model: demo/x
          tools: [h]
          fallback: {ALIEN}
          structured_output: {ALIEN, schema: {}}
          backgroundTasks: {ALIEN, tools: {h: {ALIEN}}}
      TOOLSETS
        mcp: {model: demo/x, toolsets: [{type: mcp, ALIEN, remote: {url: "http://x", ALIEN}}]}
      tools:
        j: {ALIEN, background: {ALIEN}}
        h: {kind: http, url: "http://x", ALIEN}
        p: {kind: process, command: x, ALIEN}
        c: {kind: mcp, command: x, ALIEN}
        u: {kind: mcp, url: "http://x", ALIEN}
      backgroundTasks: {ALIEN, defaultRetries: {ALIEN}, hooks: {w: {url: "http://x", ALIEN}}}
      """;

  private static String file() {
    StringBuilder toolsets = new StringBuilder();
    for (String type :
        List.of("think", "todo", "fetch", "filesystem", "shell", "background_agents")) {
      toolsets.append(
          "  %s: {model: demo/x, toolsets: [{type: %s, ALIEN}]}\n".formatted(type, type));
    }
    return FILE.replace("TOOLSETS\n", toolsets).replace("ALIEN", "zzzzqqqqzzzz: 1");
  }

  @Test
  void everyKeyThatTheReadersKnowIsInTheSchemaAndNoOther() {
    JsonNode definitions = DefinitionSchema.read().path("definitions");
    Map<String, List<String>> known = new LinkedHashMap<>();
    DefinitionException told =
        catchThrowableOfType(
            DefinitionException.class,
            () -> DefinitionReader.read("f", file(), Map.of(), List.of(), false));
    for (String problem : told.problems()) {
      Matcher matcher = KNOWN.matcher(problem);
      assertThat(problem).matches(KNOWN);
      if (matcher.matches()) {
        known.put(matcher.group(1), List.of(matcher.group(2).split(", ", -1)));
      }
    }

    assertThat(known.keySet()).containsExactlyInAnyOrderElementsOf(PLACES.keySet());
    PLACES.forEach(
        (place, definition) -> {
          List<String> names = new ArrayList<>(known.getOrDefault(place, List.of()));
          List<String> inSchema = new ArrayList<>();
          definitions
              .at("/" + definition + "/properties")
              .fieldNames()
              .forEachRemaining(inSchema::add);
          if (definition.equals("mcpTool")) {
            // Of a command and a url there is one, and the reader then knows what belongs to it.
            assertThat(inSchema).as(place).containsAll(names);
          } else {
            assertThat(inSchema).as(place).containsExactlyInAnyOrderElementsOf(names);
          }
        });
  }
}
