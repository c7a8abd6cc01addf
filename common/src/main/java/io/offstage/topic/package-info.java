/**
 * What stands in the topics: their names and settings, the records they hold, and the codecs that
 * read and write them.
 *
 * <p>{@link io.offstage.topic.TopicPlan} says how the topics should be; {@link
 * io.offstage.topic.TopicAdmin} makes them and judges those that exist.
 *
 * <p>A codec turns bytes into values and back, and knows no client: who polls and who sends is
 * others' business. What cannot be understood is a {@link io.offstage.topic.MalformedRecord} that
 * names the field. JSON that belongs to users (arguments, results, payloads, chunks, unknown
 * fields) is carried as the text it came in. Codecs hold no mutable state; any thread may use them.
 */
@NullMarked
package io.offstage.topic;

import org.jspecify.annotations.NullMarked;
