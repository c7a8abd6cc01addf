/** Tests of control tools. */
@NullMarked
package io.offstage.agent.control;

import org.jspecify.annotations.NullMarked;
