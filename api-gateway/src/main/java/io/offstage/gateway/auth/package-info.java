/**
 * Who may do what: API keys, the principals they stand for, their roles, the resources they are
 * bound to, and how much of the gateway one principal may use.
 *
 * <p>Keys are never kept: only their SHA-256, compared in constant time. A principal that is bound
 * to resources is confined: whatever lies outside does not exist for it. Everything here may be
 * used by any thread.
 */
@NullMarked
package io.offstage.gateway.auth;

import org.jspecify.annotations.NullMarked;
