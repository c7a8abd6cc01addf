package io.offstage.agent.background;

import static io.offstage.agent.background.Layer.AGENT;
import static io.offstage.agent.background.Layer.CALL;
import static io.offstage.agent.background.Layer.MANAGER;
import static io.offstage.agent.background.Layer.TOOL;

import io.offstage.agent.background.Resolution.Decided;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.definition.AgentBackground.Entry;
import io.offstage.agent.definition.FleetBackground;
import io.offstage.task.Backpressure;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Disposition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides where calls of one agent run: manager, then tool, then agent, then the call itself, each
 * over those before it. A call cannot make an ineligible tool eligible.
 */
public final class Resolver {

  private static final Entry SILENT = new Entry(null, null, null, null);

  private final FleetBackground manager;
  private final AgentBackground agent;

  public Resolver(FleetBackground manager, AgentBackground agent) {
    this.manager = manager;
    this.agent = agent;
  }

  /** Whether calls of what is offered may run in the background. */
  public boolean isEligible(OfferedTool offer) {
    return offer.hasDisposition() && eligible(offer.name(), offer.background()).value();
  }

  /** Whether calls of this tool may run in the background. */
  public Decided<Boolean> eligible(String tool, Background itself) {
    if (!manager.enabled()) {
      return new Decided<>(false, MANAGER, "enabled: false");
    }
    if (agent.disabled()) {
      return new Decided<>(false, AGENT, "disabled: true");
    }
    Boolean entry = agent.entry(tool).map(Entry::enabled).orElse(null);
    if (entry != null) {
      return new Decided<>(entry, AGENT, "tools." + tool + ": " + entry);
    }
    if (agent.allTools()) {
      return new Decided<>(true, AGENT, "tools: all");
    }
    return new Decided<>(
        itself.enabled(), TOOL, itself.enabled() ? "background.enabled: true" : "does not opt in");
  }

  /** What a background call asks where its key is busy; null: to wait. */
  @Nullable Backpressure backpressure() {
    return manager.backpressure() == Backpressure.QUEUE ? null : manager.backpressure();
  }

  /** Where a call of what is offered runs, also where that is not for anybody to decide. */
  public Resolution resolve(OfferedTool offer, CallOverride call) {
    if (offer.hasDisposition()) {
      return resolve(offer.name(), offer.background(), call);
    }
    String because = "runs inside the run, whatever anybody says";
    Resolution usual = resolve(offer.name(), Background.NEVER, CallOverride.NONE);
    return new Resolution(
        new Decided<>(false, TOOL, because),
        new Decided<>(Disposition.FOREGROUND, TOOL, because),
        usual.timeout(),
        usual.maxRetries(),
        usual.waitTimeout());
  }

  Resolution resolve(String tool, Background itself, CallOverride call) {
    Entry entry = agent.entry(tool).orElse(SILENT);
    Decided<Boolean> eligible = eligible(tool, itself);
    CallOverride counts = eligible.value() ? call : CallOverride.NONE;
    return new Resolution(
        eligible,
        eligible.value()
            ? disposition(itself, entry, counts)
            : new Decided<>(Disposition.FOREGROUND, eligible.layer(), "not eligible"),
        timeout(itself, entry, counts),
        retries(itself, entry, counts),
        waitTimeout(itself));
  }

  private static Decided<Disposition> disposition(
      Background itself, Entry entry, CallOverride call) {
    Decided<Disposition> usual = usualDisposition(itself, entry);
    if (call.disposition() != null) {
      return new Decided<>(call.disposition(), CALL, "_background.disposition");
    }
    if (call.enabled() == null) {
      return usual;
    }
    if (!call.enabled()) {
      return new Decided<>(Disposition.FOREGROUND, CALL, "_background.enabled: false");
    }
    return usual.value() == Disposition.FOREGROUND
        ? new Decided<>(Disposition.DEFERRED, CALL, "_background.enabled: true")
        : usual;
  }

  private static Decided<Disposition> usualDisposition(Background itself, Entry entry) {
    if (entry.defaultDisposition() != null) {
      return new Decided<>(entry.defaultDisposition(), AGENT, "defaultDisposition");
    }
    if (itself.defaultDisposition() != null) {
      return new Decided<>(itself.defaultDisposition(), TOOL, "background.defaultDisposition");
    }
    return new Decided<>(Disposition.DEFERRED, MANAGER, "the default of an eligible tool");
  }

  private Decided<Duration> timeout(Background itself, Entry entry, CallOverride call) {
    if (call.timeout() != null) {
      return new Decided<>(call.timeout(), CALL, "_background.timeoutMs");
    }
    if (entry.timeout() != null) {
      return new Decided<>(entry.timeout(), AGENT, "timeoutMs");
    }
    if (itself.timeout() != null) {
      return new Decided<>(itself.timeout(), TOOL, "background.timeoutMs");
    }
    return new Decided<>(manager.timeout(), MANAGER, "defaultTimeoutMs");
  }

  private Decided<Integer> retries(Background itself, Entry entry, CallOverride call) {
    if (call.maxRetries() != null) {
      return new Decided<>(call.maxRetries(), CALL, "_background.maxRetries");
    }
    if (entry.maxRetries() != null) {
      return new Decided<>(entry.maxRetries(), AGENT, "maxRetries");
    }
    if (itself.maxRetries() != null) {
      return new Decided<>(itself.maxRetries(), TOOL, "background.maxRetries");
    }
    return new Decided<>(manager.maxRetries(), MANAGER, "defaultRetries");
  }

  private Decided<@Nullable Duration> waitTimeout(Background itself) {
    if (agent.waitTimeout() != null) {
      return new Decided<>(agent.waitTimeout(), AGENT, "waitTimeoutMs");
    }
    if (itself.waitTimeout() != null) {
      return new Decided<>(itself.waitTimeout(), TOOL, "background.waitTimeoutMs");
    }
    return new Decided<>(manager.waitTimeout(), MANAGER, "waitTimeoutMs");
  }
}
