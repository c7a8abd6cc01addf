package io.offstage.cli.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.CallOverride;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.background.Offers;
import io.offstage.agent.background.Resolution;
import io.offstage.agent.background.Resolution.Decided;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.toolset.Toolsets;
import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Table;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.sample.Sample;
import io.offstage.cli.sample.SampleTools;
import io.offstage.settings.Settings;
import io.offstage.task.RawJson;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Disposition;
import io.offstage.worker.tool.Toolbox;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says where a call would run, and which layer decided each part of that. */
@Command(
    name = "resolve",
    description = "Where a call would run, and which layer decided that; reads the file alone")
public final class ResolveCall implements Runnable {

  @Mixin private SettingsOptions settings;

  @Option(names = "--demo", description = "The agents and tools of the demo, in place of a file")
  private boolean sample;

  @Option(names = "--agent", paramLabel = "NAME", required = true, description = "Who calls")
  private String agent;

  @Option(
      names = "--tool",
      paramLabel = "NAME",
      required = true,
      description = "What is called: a tool, or a sub-agent by its name")
  private String tool;

  @Option(
      names = "--args",
      paramLabel = "JSON",
      defaultValue = "{}",
      description = "The arguments, for the _background in them")
  private String args;

  @Mixin private FormatOption format;

  @Override
  public void run() {
    Toolbox code = Toolbox.ofClassPath();
    if (sample) {
      Definition definition = Sample.definition();
      print(resolve(definition, new Offers(definition, code.with(SampleTools.all()))));
      return;
    }
    Settings loaded = settings.load();
    Definition definition =
        AgentFile.definition(loaded, code)
            .orElseThrow(() -> usage("no agents; name a file that defines some with --config"));
    try (ToolKinds kinds = ToolKinds.of(loaded)) {
      Toolsets toolsets = new Toolsets(loaded.worker().permissions(), kinds.servers());
      print(resolve(definition, new Offers(definition, code, toolsets::of)));
    }
  }

  private Resolution resolve(Definition definition, Offers offers) {
    AgentDefinition caller =
        definition
            .agent(agent)
            .orElseThrow(
                () ->
                    usage(
                        "no agent \"%s\"; there are %s"
                            .formatted(
                                agent,
                                definition.agents().stream().map(AgentDefinition::name).toList())));
    List<OfferedTool> offered = offers.of(caller);
    String delegate = AgentDefinition.toolNameOf(tool);
    OfferedTool called =
        offered.stream()
            .filter(offer -> offer.name().equals(tool) || offer.name().equals(delegate))
            .findFirst()
            .or(() -> unheardOf(caller))
            .orElseThrow(
                () ->
                    usage(
                        "%s has no tool \"%s\"; it has %s"
                            .formatted(
                                agent, tool, offered.stream().map(OfferedTool::name).toList())));
    return offers.resolver(caller).resolve(called, override());
  }

  /** No server is asked: any tool that a toolset may bring counts as there. */
  private Optional<OfferedTool> unheardOf(AgentDefinition caller) {
    return caller.maySendAway(tool)
        ? Optional.of(
            new OfferedTool(
                tool,
                "",
                RawJson.EMPTY_OBJECT,
                Background.NEVER,
                new OfferedTool.HereOrInPool("tools")))
        : Optional.empty();
  }

  private CallOverride override() {
    try {
      JsonNode read = new JsonMapper().readTree(args);
      return CallOverride.read(read.path(CallOverride.ARGUMENT));
    } catch (JsonProcessingException e) {
      throw usage("--args: not JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw usage("--args: " + e.getMessage());
    }
  }

  private static CommandFailed usage(String message) {
    return new CommandFailed(ExitCode.USAGE, message, null);
  }

  private void print(Resolution resolution) {
    Table table = new Table("FIELD", "VALUE", "DECIDED BY", "BECAUSE");
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    add(table, json, "eligible", resolution.eligible());
    add(table, json, "disposition", resolution.disposition());
    add(table, json, "timeout", resolution.timeout());
    add(table, json, "maxRetries", resolution.maxRetries());
    add(table, json, "waitTimeout", resolution.waitTimeout());
    Terminal terminal = Terminal.system();
    switch (format.chosen()) {
      case TABLE -> table.printTo(terminal);
      case JSON -> terminal.print(json.toPrettyString());
    }
  }

  private static void add(
      Table table, ObjectNode json, String field, Decided<? extends @Nullable Object> decided) {
    String value = shown(decided.value());
    table.row(field, value, decided.layer().word(), decided.because());
    json.putObject(field)
        .put("value", value)
        .put("layer", decided.layer().word())
        .put("because", decided.because());
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "none";
      case Duration duration -> duration.toMillis() + " ms";
      case Disposition disposition -> disposition.name().toLowerCase(Locale.ROOT);
      default -> value.toString();
    };
  }
}
