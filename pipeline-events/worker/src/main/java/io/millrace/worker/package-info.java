/**
 * What all workers share: consume, decode, admit, act, conclude, publish; dead letters, alerts, progress, health and
 * metrics. A worker brings a {@link io.millrace.worker.StageWork} and its neighbours.
 */
@NullMarked
package io.millrace.worker;

import org.jspecify.annotations.NullMarked;
