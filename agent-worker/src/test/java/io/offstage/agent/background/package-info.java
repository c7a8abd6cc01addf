/** Which layer decides where a call runs. */
@NullMarked
package io.offstage.agent.background;

import org.jspecify.annotations.NullMarked;
