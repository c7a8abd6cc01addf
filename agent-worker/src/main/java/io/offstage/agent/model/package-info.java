/**
 * Language models: one {@link dev.langchain4j.model.chat.StreamingChatModel} per definition, and
 * one way to ask it.
 *
 * <p>A call blocks the run's own (virtual) thread and hands it the deltas there, in order,
 * whichever thread the client receives them on; it ends with a reply, with a {@link
 * io.offstage.agent.model.ModelFailure}, or at once when the thread is interrupted. What failed
 * before it said anything is tried again, then the fallbacks are; what failed later is not, since
 * somebody has read its beginning.
 */
@NullMarked
package io.offstage.agent.model;

import org.jspecify.annotations.NullMarked;
