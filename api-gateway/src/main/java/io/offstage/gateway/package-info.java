/** The read side's two roles; each class starts one and is the place where it is wired. */
@NullMarked
package io.offstage.gateway;

import org.jspecify.annotations.NullMarked;
