package dev.setpoint.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;

/** A ReplicaSet is to have a number of replicas. */
record Scale(ReplicaSet set, int to) {}
