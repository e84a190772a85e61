package io.millrace.builder.ingress;

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
public final class Intake {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Limits limits;
    private final Room room;
    private final Buffer body = Buffer.buffer();
    private final Promise<byte[]> complete = Promise.promise();

    private Intake(Vertx vertx, HttpServerRequest request, Limits limits, Room room) {
        this.vertx = vertx;
        this.request = request;
        this.limits = limits;
        this.room = room;
    }

    /**
     * The whole body. The room that it takes is the caller's to give back.
     *
     * @return fails with {@link BodyRefused} once it is clear that it may not go on; what comes after is not read
     */
    public static Future<byte[]> of(Vertx vertx, HttpServerRequest request, Limits limits, Room room) {
        var intake = new Intake(vertx, request, limits, room);
        intake.begin();
        return intake.complete.future().onFailure(refused -> room.give(intake.body.length()));
    }

    private void begin() {
        if (declaredBytes() > limits.maxBytes()) {
            refuse(tooLarge());
            return;
        }
        long deadline = vertx.setTimer(limits.within().toMillis(), late -> refuse(tooSlow()));
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
        if (body.length() + (long) part.length() > limits.maxBytes()) {
            refuse(tooLarge());
        } else if (room.take(part.length())) {
            body.appendBuffer(part);
        } else {
            refuse(new BodyRefused(
                    BodyRefused.Reason.BUSY, "too much is being received at the moment", "send it again"));
        }
    }

    private void refuse(BodyRefused why) {
        request.pause();
        complete.tryFail(why);
    }

    private BodyRefused tooLarge() {
        return new BodyRefused(
                BodyRefused.Reason.TOO_LARGE,
                "the body has more than the " + Told.bytes(limits.maxBytes()) + " allowed",
                limits.tooLargeRemedy());
    }

    private BodyRefused tooSlow() {
        return new BodyRefused(
                BodyRefused.Reason.TOO_SLOW,
                "the body was not complete after " + limits.within().toSeconds() + " s",
                "see what is slow on the way to the builder, then send it again");
    }
}
