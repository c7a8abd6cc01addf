@NullMarked
package io.offstage.worker.web;

import org.jspecify.annotations.NullMarked;
