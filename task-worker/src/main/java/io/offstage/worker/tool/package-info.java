/**
 * Tools: what users write so that agents can call it, and the kinds of tool that need no code.
 *
 * <p>A tool is a name, a description, a JSON Schema of its input and code that runs on a virtual
 * thread of its own. It sees its call through a {@link io.offstage.worker.tool.ToolContext} and
 * answers with a value; what it throws becomes an error that a model and an operator can act on.
 */
@NullMarked
package io.offstage.worker.tool;

import org.jspecify.annotations.NullMarked;
