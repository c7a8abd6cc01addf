/**
 * docker-agent's toolsets: tools that an agent has by naming a type, with the names, arguments and
 * answers they have there.
 *
 * <p>They run inside the run, on its worker, and never in the background. Files are confined to a
 * root after links are resolved; URLs that the model chooses pass the guard; what starts processes
 * needs {@code worker.allow}. Thoughts and todos are kept nowhere but in the thread's messages:
 * each call works out from the calls before it what there is, so they are as durable as the thread
 * and a call that is made twice changes nothing twice.
 */
@NullMarked
package io.offstage.agent.toolset;

import org.jspecify.annotations.NullMarked;
