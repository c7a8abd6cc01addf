/**
 * Agents as they are defined: one YAML file, a superset of docker-agent's, read into immutable
 * records.
 *
 * <p>A file is read whole before anything is said: all errors are reported together, each with its
 * line and, for an unknown key, the nearest known one. What docker-agent knows and Offstage does
 * not run is a warning, or an error when the caller is strict. Variables are expanded in headers,
 * environments, URLs and token keys alone. Any thread.
 */
@NullMarked
package io.offstage.agent.definition;

import org.jspecify.annotations.NullMarked;
