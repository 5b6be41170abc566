package dev.setpoint.common.informer;

import dev.setpoint.common.client.ListPage;
import dev.setpoint.common.resource.ResourceType;

/** Lists every object of a type, consistently, at one revision. */
interface Lister {
  ListPage list(ResourceType type);
}
