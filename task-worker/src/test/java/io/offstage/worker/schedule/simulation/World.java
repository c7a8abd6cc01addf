package io.offstage.worker.schedule.simulation;

import java.util.List;

/** What all workers of a history share. */
record World(
    Cluster cluster,
    VirtualClock clock,
    Script script,
    SetLimits limits,
    List<Invariant> invariants,
    Mutant mutant,
    History history) {}
