/**
 * Workloads as processes of this machine. For code that its user trusts: nothing keeps a command from reading what the
 * user can read. What it cannot enforce (GPUs) it refuses.
 *
 * <p>Each workload has a folder {@code <home>/workloads/<name>/} and, while it runs, a guardian process that outlives
 * this one. All that is known of a workload is in its folder, so any process that has the same home can observe it.
 */
@NullMarked
package io.millrace.workloads.process;

import org.jspecify.annotations.NullMarked;
