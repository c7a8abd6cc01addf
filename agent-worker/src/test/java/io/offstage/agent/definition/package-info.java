/** What files mean, and what is said about wrong ones. */
@NullMarked
package io.offstage.agent.definition;

import org.jspecify.annotations.NullMarked;
