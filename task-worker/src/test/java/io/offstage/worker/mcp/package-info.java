@NullMarked
package io.offstage.worker.mcp;

import org.jspecify.annotations.NullMarked;
