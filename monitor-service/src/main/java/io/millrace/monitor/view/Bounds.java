package io.millrace.monitor.view;

/**
 * How much is remembered; what is older is dropped.
 *
 * @param runs   the newest runs
 * @param alerts the newest alerts
 * @param points of metric histories, over all runs
 */
public record Bounds(int runs, int alerts, int points) {}
