package io.millrace.workloads.process;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that it takes to start a prepared workload's command.
 *
 * @param directory absolute
 * @param env       all of it
 * @param server    where it will listen; absent for a job
 */
record Launch(List<String> command, String directory, Map<String, String> env, Optional<URI> server) {}
