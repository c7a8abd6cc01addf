/**
 * Measuring: each workload is run beside a ceiling on the same broker, several times in turn, and
 * only ratios of one run mean anything. Nothing here asserts a time.
 */
@NullMarked
package io.offstage.bench;

import org.jspecify.annotations.NullMarked;
