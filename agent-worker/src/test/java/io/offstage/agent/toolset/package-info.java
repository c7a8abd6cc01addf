@NullMarked
package io.offstage.agent.toolset;

import org.jspecify.annotations.NullMarked;
