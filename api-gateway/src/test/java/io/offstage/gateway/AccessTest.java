package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.store.MemoryStore;
import io.offstage.store.ThreadKey;
import io.offstage.store.ThreadRow;
import io.offstage.task.MemoryScope;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {

  private final Stage stage = new Stage();
  private Gateway gateway;
  private Http nobody;
  private Http reader;
  private Http tenant;
  private Http admin;

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    Path keys = directory.resolve("keys.yaml");
    Files.writeString(
        keys,
        """
        - {name: reader, hash: "%s", roles: [read]}
        - {name: tenant, hash: "%s", roles: [enqueue, operate], resources: [u1]}
        - {name: admin, hash: "%s", roles: [admin]}
        """
            .formatted(hash("r-key"), hash("t-key"), hash("a-key")));
    gateway = stage.gateway("gateway.auth.keys-file=" + keys, "gateway.streams-per-principal=1");
    nobody = new Http(gateway);
    reader = new Http(gateway, "Authorization", "Bearer r-key");
    tenant = new Http(gateway, "Authorization", "Bearer t-key");
    admin = new Http(gateway, "X-API-Key", "a-key");
    stage.database().agents().put(Map.of("scout", "{\"name\":\"Scout\"}"), Instant.EPOCH);
    StagedTask.tool(stage, "mine", "r1", MemoryScope.of("u1", "t1"), null).running();
    StagedTask.tool(stage, "theirs", "r2", MemoryScope.of("u2", "t2"), null).running();
    StagedTask.tool(stage, "ownerless", "r3", MemoryScope.NONE, null).running();
    MemoryStore memory = stage.database().memory();
    for (String user : new String[] {"u1", "u2"}) {
      memory.ensureThread(
          new ThreadRow(
              new ThreadKey(user, "thread-" + user),
              "scout",
              "About " + user,
              "{}",
              Instant.EPOCH,
              Instant.EPOCH));
    }
  }

  private static String hash(String key) throws Exception {
    return "sha256:"
        + HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterAll
  void close() {
    nobody.close();
    reader.close();
    tenant.close();
    admin.close();
    gateway.close();
    stage.close();
  }

  @Test
  void withoutAKeyNothingButHealthIsThere() {
    HttpResponse<String> answer = nobody.get("/api/background-tasks");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
    assertThat(nobody.get("/livez").statusCode()).isEqualTo(200);
    try (Http wrong = new Http(gateway, "Authorization", "Bearer wrong")) {
      assertThat(wrong.get("/api/background-tasks").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aRoleThatIsMissingIsNamed() {
    assertThat(reader.get("/api/background-tasks/mine").statusCode()).isEqualTo(200);

    HttpResponse<String> cancel = reader.post("/api/background-tasks/mine/cancel", "{}");

    assertThat(cancel.statusCode()).isEqualTo(403);
    assertThat(cancel.body()).contains("\"error\":\"The role operate is needed\"");
    assertThat(reader.post("/api/background-tasks", "{}").statusCode()).isEqualTo(403);
    assertThat(admin.post("/api/background-tasks", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void whatLiesOutsideOfItsResourcesDoesNotExistForAPrincipal() {
    assertThat(tenant.get("/api/background-tasks/mine").statusCode()).isEqualTo(200);
    String absent = tenant.get("/api/background-tasks/absent").body();
    for (String id : new String[] {"theirs", "ownerless"}) {
      HttpResponse<String> answer = tenant.get("/api/background-tasks/" + id);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(absent.replace("absent", id));
      assertThat(tenant.post("/api/background-tasks/" + id + "/cancel", "{}").statusCode())
          .isEqualTo(404);
      assertThat(tenant.get("/api/background-tasks/" + id + "/output").statusCode()).isEqualTo(404);
      assertThat(tenant.get("/api/background-tasks/wait?timeoutMs=0&ids=" + id).statusCode())
          .isEqualTo(404);
    }
    assertThat(tenant.get("/api/background-tasks").body())
        .contains("\"total\":1", "\"id\":\"mine\"");
    assertThat(tenant.get("/api/background-tasks?resourceId=u2").body())
        .isEqualTo("{\"tasks\":[],\"total\":0}");
  }

  @Test
  void threadsAreConfinedToo() {
    assertThat(tenant.get("/api/memory/threads").body())
        .contains("thread-u1", "\"total\":1", "\"hasMore\":false")
        .doesNotContain("thread-u2");
    assertThat(tenant.get("/api/memory/threads?resourceId=u2").body()).contains("\"total\":0");
    assertThat(tenant.get("/api/memory/threads/thread-u2").statusCode()).isEqualTo(404);
    assertThat(tenant.get("/api/memory/threads/thread-u2/messages").statusCode()).isEqualTo(404);
    assertThat(tenant.get("/api/memory/threads/thread-u1/messages").body())
        .isEqualTo(
            "{\"messages\":[],\"total\":0,\"page\":0,\"perPage\":40,\"hasMore\":false,\"uiMessages\":null}");
    assertThat(admin.get("/api/memory/threads").body()).contains("thread-u1", "thread-u2");
  }

  @Test
  void aTenantStartsNothingForOthersAndTakesNoKeys() {
    String task = "{\"toolName\":\"t\",\"agentId\":\"a\"%s}";
    assertThat(
            tenant
                .post("/api/background-tasks", task.formatted(",\"resourceId\":\"u2\""))
                .statusCode())
        .isEqualTo(404);
    assertThat(
            tenant
                .post("/api/background-tasks", task.formatted(",\"concurrencyKey\":\"k\""))
                .statusCode())
        .isEqualTo(400);
    assertThat(tenant.post("/api/background-tasks", task.formatted("")).body())
        .contains("\"resourceId\":\"u1\"");
    // Its one stream may be another test's, which the gateway does not know to have gone yet.
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        tenant
                            .post(
                                "/api/agents/scout/stream",
                                "{\"messages\":\"m\",\"memory\":{\"thread\":\"t2\",\"resource\":\"u2\"}}")
                            .statusCode())
                    .isEqualTo(404));
  }

  @Test
  void aTenantsStreamShowsItsOwnTasksAndIsOneOfAFew() throws IOException {
    try (Http.Events events = tenant.stream("/api/background-tasks/stream")) {
      assertThat(events.awaitText("id: "))
          .contains("\"taskId\":\"mine\"")
          .doesNotContain("theirs", "ownerless");

      HttpResponse<String> second = tenant.get("/api/background-tasks/stream");

      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.headers().firstValue("retry-after")).contains("5");
    }
  }

  @Test
  void aGatewayWithoutKeysListensOnLoopbackAlone() {
    assertThatThrownBy(() -> Gateway.start(stage.settings("gateway.host=0.0.0.0")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gateway.auth.keys");
  }
}
