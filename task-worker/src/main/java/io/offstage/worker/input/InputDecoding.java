package io.offstage.worker.input;

import io.offstage.settings.InputLimits;
import io.offstage.settings.PoolSettings;
import io.offstage.topic.PoolRules;
import java.util.Set;

/**
 * How records of a pool are understood.
 *
 * @param rules the pool's defaults
 * @param limits the largest of what comes in
 * @param accept what the pool's owner lets in
 * @param pools all that there are: where parents may be told
 * @param partitions of the pool's topics
 */
public record InputDecoding(
    PoolRules rules,
    InputLimits limits,
    PoolSettings.Accept accept,
    Set<String> pools,
    int partitions) {

  InputDecoder decoder() {
    return new InputDecoder(this);
  }
}
