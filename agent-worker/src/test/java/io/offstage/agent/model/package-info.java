/** A server that speaks OpenAI's protocol, and what models of ours make of it. */
@NullMarked
package io.offstage.agent.model;

import org.jspecify.annotations.NullMarked;
