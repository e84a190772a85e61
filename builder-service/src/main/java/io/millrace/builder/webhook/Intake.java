package io.millrace.builder.webhook;

import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.dialect.Refusal;
import io.millrace.builder.source.Told;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request's body on its way in: so many bytes, in so much time, and so much of all that are under way. The body
 * handler of the router bounds the first alone.
 */
final class Intake {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final WebhooksConfig config;
    private final Room room;
    private final Buffer body = Buffer.buffer();
    private final Promise<byte[]> complete = Promise.promise();

    private Intake(Vertx vertx, HttpServerRequest request, WebhooksConfig config, Room room) {
        this.vertx = vertx;
        this.request = request;
        this.config = config;
        this.room = room;
    }

    /**
     * The whole body. The room that it takes is the caller's to give back.
     *
     * @return fails with {@link DeliveryRefused} once it is clear that it may not go on; what comes after is not read
     */
    static Future<byte[]> of(Vertx vertx, HttpServerRequest request, WebhooksConfig config, Room room) {
        var intake = new Intake(vertx, request, config, room);
        intake.begin();
        return intake.complete.future().onFailure(refused -> room.give(intake.body.length()));
    }

    private void begin() {
        if (declaredBytes() > config.maxBodyBytes()) {
            refuse(tooLarge());
            return;
        }
        long deadline = vertx.setTimer(config.receiveWithin().toMillis(), late -> refuse(tooSlow()));
        complete.future().onComplete(ended -> vertx.cancelTimer(deadline));
        request.handler(this::take);
        request.endHandler(ended -> complete.tryComplete(body.getBytes()));
        request.exceptionHandler(gone -> refuse(tooSlow())); // heard by nobody
        if (HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(request.headers().get(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    /** Zero if it does not say; that a number is one, the server has seen to. */
    private long declaredBytes() {
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return declared == null ? 0 : Long.parseLong(declared);
    }

    private void take(Buffer part) {
        if (complete.future().isComplete()) {
            return;
        }
        if (body.length() + (long) part.length() > config.maxBodyBytes()) {
            refuse(tooLarge());
        } else if (room.take(part.length())) {
            body.appendBuffer(part);
        } else {
            refuse(new DeliveryRefused(
                    Refusal.BUSY, "too much is being received at the moment", "send the delivery again"));
        }
    }

    private void refuse(DeliveryRefused why) {
        request.pause();
        complete.tryFail(why);
    }

    private DeliveryRefused tooLarge() {
        return new DeliveryRefused(
                Refusal.TOO_LARGE,
                "the body has more than the " + Told.bytes(config.maxBodyBytes()) + " allowed",
                "push fewer commits at once, or let the operator raise millrace.webhooks.max-body-bytes");
    }

    private DeliveryRefused tooSlow() {
        return new DeliveryRefused(
                Refusal.TOO_SLOW,
                "the body was not complete after " + config.receiveWithin().toSeconds() + " s",
                "see what is slow between the Git host and the builder, then send the delivery again");
    }
}
