/**
 * Running a command in a container, and learning how it ended: the port that stages use, with one package per runtime
 * behind it.
 */
@NullMarked
package io.millrace.workloads;

import org.jspecify.annotations.NullMarked;
