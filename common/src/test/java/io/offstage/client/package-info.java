@NullMarked
package io.offstage.client;

import org.jspecify.annotations.NullMarked;
