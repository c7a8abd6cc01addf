package io.offstage.worker;

import io.offstage.worker.input.InputPoller;
import io.offstage.worker.journal.Journal;

/** The parts that need the owner and that the owner needs. */
interface Wiring {
  Journal journal();

  InputPoller poller();

  /** The owner has met a bug of ours and cannot go on. */
  void failed(Throwable cause);
}
