package io.offstage.worker.web;

import java.net.URI;

/**
 * What a URL has led to.
 *
 * @param url after all redirects
 * @param status of the last answer
 * @param contentType empty where the answer has none
 * @param body at most as many bytes as were asked for, read in the charset that the answer names
 */
public record WebPage(URI url, int status, String contentType, String body) {

  public boolean isHtml() {
    return contentType.contains("html");
  }
}
