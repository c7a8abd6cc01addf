/** Where a role's spans go. */
@NullMarked
package io.offstage.cli.settings;

import org.jspecify.annotations.NullMarked;
