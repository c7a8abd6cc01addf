/**
 * Spans of OpenTelemetry, for every module. Only its API is used here: whoever runs a process
 * decides whether there is an SDK behind it (the roles of the command line by {@code OTEL_…}
 * variables, others by {@code GlobalOpenTelemetry.set} or the Java agent, before they start
 * anything of ours). Without one nothing is recorded and nothing is allocated for it, while the
 * trace that came with a record or a request is handed on as it came.
 *
 * <p>Any thread. Names and attributes follow the semantic conventions for messaging, HTTP and
 * generative AI; what they have no word for begins with {@code offstage.}. Arguments, results and
 * prompts are never recorded.
 */
@NullMarked
package io.offstage.telemetry;

import org.jspecify.annotations.NullMarked;
