package io.offstage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What an editor says of files with the published schema. */
class FileSchemaTest {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
  private static final Schema SCHEMA =
      REGISTRY.getSchema(
          ExampleFiles.text(Path.of("../docs/offstage.schema.json").toAbsolutePath()),
          InputFormat.JSON);

  static List<Path> files() {
    return ExampleFiles.all();
  }

  private static List<String> violations(String yaml) {
    Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    try {
      return SCHEMA.validate(new JsonMapper().writeValueAsString(read), InputFormat.JSON).stream()
          .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
          .toList();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyExampleIsFine(Path file) {
    assertThat(violations(ExampleFiles.text(file))).isEmpty();
  }

  @Test
  void whatMayStandInTheFileBesidesIsFine() {
    assertThat(
            violations(
                """
                version: 3
                x-anchors: {any: thing}
                worker.drain.timeout: 5s
                kafka: {bootstrap.servers: "a:1,b:2", ssl: {keystore: {location: /k}}}
                gateway: {port: "${PORT}", subscriber-buffer: {events: 10}}
                pools: {gpu: {key-concurrency: 2, limits: {global: 10}, accept: {tools: [a]}}}
                telemetry: {log: {level: debug}}
                agents: {root: {model: demo/x, toolsets: [{type: rag, path: x}, {type: todo}]}}
                tools: {code: {background: {onFailed: audit}}}
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{worker: {concurency: 7}}                                    | /worker",
        "{gateway: {port: 70000}}                                     | /gateway/port",
        "{telemetry: {log: {level: loud}}}                            | /telemetry/log/level",
        "{pools: {gpu: {limit: {}}}}                                  | /pools/gpu",
        "{agents: {a: {modle: demo/x, model: demo/x}}}                | /agents/a",
        "{agents: {a: {description: x}}}                              | /agents/a",
        "{agents: {a: {model: m, toolsets: [{type: shell, root: x}]}}} | /agents/a/toolsets/0",
        "{agents: {a: {model: m, backgroundTasks: {tools: some}}}}    |"
            + " /agents/a/backgroundTasks/tools",
        "{tools: {t: {kind: http}}}                                   | /tools/t",
        "{tools: {t: {kind: process, command: x, url: y}}}            | /tools/t",
        "{tools: {t: {background: {defaultDisposition: later}}}}      | /tools/t/background",
        "{backgroundTasks: {backpressure: drop}}                      |"
            + " /backgroundTasks/backpressure",
        "{somethingElse: 1}                                           | ''",
      })
  void whatTheReaderRefusesIsMarkedWhereItStands(String yaml, String place) {
    assertThat(violations(yaml)).anySatisfy(violation -> assertThat(violation).startsWith(place));
  }
}
