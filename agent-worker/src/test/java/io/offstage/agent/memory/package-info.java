/** What is remembered, and what models see of it. */
@NullMarked
package io.offstage.agent.memory;

import org.jspecify.annotations.NullMarked;
