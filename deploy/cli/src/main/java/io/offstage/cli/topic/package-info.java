/** The topics as they should be: shown, made, and judged, on the cluster that the settings name. */
@NullMarked
package io.offstage.cli.topic;

import org.jspecify.annotations.NullMarked;
