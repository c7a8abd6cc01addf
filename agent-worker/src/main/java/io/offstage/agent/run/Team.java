package io.offstage.agent.run;

import java.util.Map;
import java.util.Optional;

/**
 * Who may speak in a run.
 *
 * @param first whom it asks
 * @param all everybody whom the conversation may be handed over to, by name
 */
record Team(Equipped first, Map<String, Equipped> all) {

  /**
   * Who speaks now.
   *
   * @param handedOver whom the conversation was handed over to last; whoever is not served any more
   *     leaves it to the first
   */
  Equipped speaking(Optional<String> handedOver) {
    return handedOver.map(all::get).orElse(first);
  }
}
