/** Every example of this folder, run as it stands there. */
@NullMarked
package io.offstage.examples;

import org.jspecify.annotations.NullMarked;
