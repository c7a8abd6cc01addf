package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.limit.LimitsTail;
import io.offstage.limit.PoolLimits;
import io.offstage.settings.PoolSettings;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.JsonFields;
import io.offstage.topic.LimitCodec;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import io.offstage.topic.MalformedRecord;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code GET /limits}: what is set; {@code standing}, the named limits that settings or agents of
 * the file ask for where nothing is set; and what the settings say elsewhere. {@code PUT} and
 * {@code DELETE /limits/{pool}?limit=key:…}: sets or unsets one; the workers take it up within a
 * second.
 */
final class LimitRoutes {

  private final Map<String, PoolSettings> pools;
  private final Map<String, Integer> listed;
  private final LimitsTail limits;
  private final Commands commands;
  private final InstantSource clock;

  /**
   * @param listed permits of what agents in the file ask for, by name
   */
  LimitRoutes(
      Map<String, PoolSettings> pools,
      Map<String, Integer> listed,
      LimitsTail limits,
      Commands commands,
      InstantSource clock) {
    this.pools = new TreeMap<>(pools);
    this.listed = new TreeMap<>(listed);
    this.limits = limits;
    this.commands = commands;
    this.clock = clock;
  }

  void list(Call call) {
    if (!limits.isLoaded()) {
      throw Problem.unavailable("The limits have not been read yet");
    }
    List<String> set = new ArrayList<>();
    List<String> named = new ArrayList<>();
    JsonObject standing = new JsonObject();
    pools.forEach(
        (name, pool) -> {
          PoolLimits now = limits.of(name);
          now.set().entrySet().stream()
              .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
              .forEach(entry -> set.add(json(name, entry.getKey(), entry.getValue())));
          standing.raw(name, standing(pool));
          named.addAll(named(name, pool));
        });
    call.json(
        200,
        new JsonObject()
            .rawArray("limits", set)
            .rawArray("standing", named)
            .raw("settings", standing.toString())
            .toString());
  }

  /** The named limits that hold where nothing is set, each with who says so. */
  private List<String> named(String pool, PoolSettings settings) {
    Map<String, String> found = new TreeMap<>();
    listed.forEach((name, max) -> found.put(name, named(pool, name, max, "agents")));
    settings.limits().forEach((name, max) -> found.put(name, named(pool, name, max, "settings")));
    return List.copyOf(found.values());
  }

  private static String named(String pool, String name, int max, String source) {
    return new JsonObject()
        .put("pool", pool)
        .put("limit", new LimitName(LimitName.Kind.LIMIT, name).toString())
        .put("max", max)
        .put("source", source)
        .toString();
  }

  private static String standing(PoolSettings pool) {
    JsonObject named = new JsonObject();
    new TreeMap<>(pool.limits()).forEach(named::put);
    JsonObject json = new JsonObject().put("keyConcurrency", pool.keyConcurrency());
    if (pool.maxQueued() != null) {
      json.put("maxQueued", pool.maxQueued());
    }
    return json.raw("limits", named.toString()).toString();
  }

  void put(Call call) throws InterruptedException {
    String pool = pool(call);
    LimitName name = name(call);
    LimitSetting setting = setting(call, name);
    Commands.await(commands.set(new LimitCodec.Key(pool, name), Optional.of(setting)));
    call.json(200, json(pool, name, setting));
  }

  void delete(Call call) throws InterruptedException {
    String pool = pool(call);
    LimitName name = name(call);
    Commands.await(commands.set(new LimitCodec.Key(pool, name), Optional.empty()));
    call.json(200, new JsonObject().put("pool", pool).put("limit", name.toString()).toString());
  }

  private String pool(Call call) {
    if (call.who().confinedTo() != null) {
      throw Problem.of(403, "Limits are everybody's; this key is bound to resources");
    }
    String pool = call.path("pool");
    if (!pools.containsKey(pool)) {
      throw Problem.path("pool", "no pool " + pool + "; there are " + pools.keySet());
    }
    return pool;
  }

  private static LimitName name(Call call) {
    Query query = call.query();
    String text = query.text("limit");
    query.check();
    return LimitName.of(text == null ? "" : text)
        .orElseThrow(
            () ->
                Problem.query(
                    List.of(
                        new Problem.Issue(
                            "limit",
                            "must be key:, tool:, agent: or limit: and a name, such as"
                                + " key:researcher/user-1"))));
  }

  private LimitSetting setting(Call call, LimitName name) {
    try {
      JsonFields body = JsonFields.of(call.body());
      Long max = body.wholeNumber("max", 1, LimitSetting.MOST);
      Long maxQueued = body.wholeNumber("maxQueued", 0, LimitSetting.MOST_QUEUED);
      if (max == null) {
        throw Problem.body("max", "is required");
      }
      if (maxQueued != null && name.kind() == LimitName.Kind.LIMIT) {
        throw Problem.body("maxQueued", "is of keys, tools and agents; a named limit has none");
      }
      if (max != 1
          && name.kind() == LimitName.Kind.KEY
          && name.name().startsWith(ConcurrencyKeys.THREAD_PREFIX)) {
        throw Problem.body("max", "must be 1: a thread has one turn at a time");
      }
      return new LimitSetting(
          max.intValue(),
          maxQueued == null ? null : maxQueued.intValue(),
          clock.instant().truncatedTo(ChronoUnit.MILLIS),
          call.who().name());
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
  }

  private static String json(String pool, LimitName name, LimitSetting setting) {
    JsonObject json =
        new JsonObject().put("pool", pool).put("limit", name.toString()).put("max", setting.max());
    if (setting.maxQueued() != null) {
      json.put("maxQueued", setting.maxQueued());
    }
    json.put("updatedAt", setting.updatedAt().toString());
    if (setting.updatedBy() != null) {
      json.put("updatedBy", setting.updatedBy());
    }
    return json.toString();
  }
}
