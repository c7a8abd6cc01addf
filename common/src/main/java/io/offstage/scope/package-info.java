/** Memory scope: whose conversation a task belongs to. Immutable values, safe on any thread. */
@NullMarked
package io.offstage.scope;

import org.jspecify.annotations.NullMarked;
