/**
 * The agent worker: a task worker whose tasks are agent runs. {@link io.offstage.agent.AgentWorker}
 * wires definitions, models, memory and the loop into the handlers that the engine runs.
 */
@NullMarked
package io.offstage.agent;

import org.jspecify.annotations.NullMarked;
