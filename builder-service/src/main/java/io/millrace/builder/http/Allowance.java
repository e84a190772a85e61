package io.millrace.builder.http;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a caller may still send, for the headers of the answer: draft-ietf-httpapi-ratelimit-headers-10.
 *
 * @param granted           whether what was asked for may be sent
 * @param burst             how many may be sent at once
 * @param remaining         how many still may be
 * @param fullAfterSeconds  until it is as many as at first
 * @param retryAfterSeconds until what was asked for may be sent, if it may not be now
 */
record Allowance(boolean granted, int burst, int remaining, long fullAfterSeconds, long retryAfterSeconds) {
    Map<String, String> headers() {
        var headers = new TreeMap<String, String>();
        headers.put("RateLimit-Policy", "\"registrations\";q=" + burst);
        headers.put("RateLimit", "\"registrations\";r=" + remaining + ";t=" + fullAfterSeconds);
        if (!granted) {
            headers.put("Retry-After", Long.toString(retryAfterSeconds));
        }
        return headers;
    }
}
