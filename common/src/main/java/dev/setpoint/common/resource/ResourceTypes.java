package dev.setpoint.common.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;

/** The resource that a class of fabric8's model stands for. */
public final class ResourceTypes {

  private static final ClassValue<ResourceType> TYPES =
      new ClassValue<>() {
        @Override
        protected ResourceType computeValue(Class<?> model) {
          Class<? extends HasMetadata> type = model.asSubclass(HasMetadata.class);
          return new ResourceType(
              HasMetadata.getGroup(type),
              HasMetadata.getVersion(type),
              HasMetadata.getPlural(type),
              HasMetadata.getKind(type),
              Namespaced.class.isAssignableFrom(type));
        }
      };

  private ResourceTypes() {}

  public static ResourceType of(Class<? extends HasMetadata> model) {
    return TYPES.get(model);
  }
}
