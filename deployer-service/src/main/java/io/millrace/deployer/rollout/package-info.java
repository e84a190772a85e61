/**
 * Which version of a model may serve, and who answers for it: decisions without side effects, and the ports to those
 * that act on them.
 */
@NullMarked
package io.millrace.deployer.rollout;

import org.jspecify.annotations.NullMarked;
