package io.millrace.builder.webhook;

import io.millrace.events.ModelRegistered;

/**
 * A model's version that a push makes.
 *
 * @param id of the event: a function of repository, ref, before, after and path
 */
record Registration(String id, ModelRegistered event) {}
