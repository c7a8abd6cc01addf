@NullMarked
package io.offstage.worker.process;

import org.jspecify.annotations.NullMarked;
