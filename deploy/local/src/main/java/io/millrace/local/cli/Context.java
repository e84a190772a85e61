package io.millrace.local.cli;

import io.millrace.local.Home;
import java.nio.file.Path;

/**
 * What every command works with.
 *
 * @param root the checkout of Millrace, where the workers were built and the samples are
 */
record Context(Console console, Home home, Path root) {}
