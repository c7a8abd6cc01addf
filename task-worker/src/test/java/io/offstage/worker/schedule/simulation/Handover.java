package io.offstage.worker.schedule.simulation;

import io.offstage.worker.schedule.Write;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has handed to its journal: becomes visible together or not at all.
 *
 * @param number in the order of decisions on this worker; entries of one decision share it
 * @param consumed the input record that caused it
 * @param forwards whether that record goes on to the partition it belongs to
 */
record Handover(
    long number,
    int partition,
    long term,
    @Nullable CommandRecord consumed,
    List<Write> writes,
    boolean forwards) {}
