/**
 * The web for URLs that a model or a client has chosen: one guard decides where they may lead.
 *
 * <p>A name is looked up once, and what is connected to is the address that was judged, so a name
 * that means something else a moment later changes nothing. Every redirect is judged again. What an
 * operator configures does not come here and may lead anywhere. Any thread; calls block.
 */
@NullMarked
package io.offstage.worker.web;

import org.jspecify.annotations.NullMarked;
