package io.offstage.examples;

import io.offstage.cli.role.Served;
import io.offstage.cli.role.WholePlatform;
import io.offstage.client.OffstageClient;
import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.worker.tool.Toolbox;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One platform for all tests, with all examples; it gives tests a client of its gateway. */
final class ExamplePlatform implements ParameterResolver {

  private record Running(WholePlatform platform, OffstageClient client) implements AutoCloseable {

    static Running start() {
      DevInfra servers = DevInfra.shared();
      Settings settings =
          Settings.of(
              "kafka.bootstrap.servers=" + servers.bootstrapServers(),
              "postgres.url=" + servers.freshDatabase().replaceFirst("\\?.*$", ""),
              "postgres.user=postgres",
              "topics.prefix=x" + UUID.randomUUID().toString().substring(0, 8) + ".",
              "topics.partitions=2",
              "topics.replication-factor=1",
              "gateway.port=0",
              "materializer.threads=1",
              "worker.drain.timeout=1s",
              "worker.allow=process");
      try {
        WholePlatform platform =
            WholePlatform.start(
                settings, new Served(Optional.of(ExampleFiles.together()), Toolbox.EMPTY));
        return new Running(platform, OffstageClient.at(platform.url()));
      } catch (Exception e) {
        throw new IllegalStateException("the platform did not start", e);
      }
    }

    @Override
    public void close() {
      client.close();
      platform.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == OffstageClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(ExamplePlatform.class))
        .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
        .client();
  }
}
