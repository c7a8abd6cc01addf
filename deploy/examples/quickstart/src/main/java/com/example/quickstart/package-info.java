/** Two tools, the provider that workers find them by, and a worker of one's own. */
@NullMarked
package com.example.quickstart;

import org.jspecify.annotations.NullMarked;
