package dev.setpoint.api.selector;

import dev.setpoint.api.registry.ResourceStrategy;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The label and field selectors of one request together.
 *
 * @param name the one name that can match; null for any
 * @param namespace the one namespace that can match; null for any
 * @param filter what is left to check on the object; null when nothing is
 */
public record Selection(
    @Nullable String name, @Nullable String namespace, @Nullable Predicate<ObjectNode> filter) {

  public static final Selection ALL = new Selection(null, null, null);

  public static Selection parse(String labels, String fields, ResourceStrategy strategy) {
    if (labels.isEmpty() && fields.isEmpty()) {
      return ALL;
    }
    LabelSelector byLabel = LabelSelector.parse(labels);
    FieldSelector byField = FieldSelector.parse(fields, strategy);
    Predicate<ObjectNode> filter =
        byField.matchesAll()
            ? byLabel.matchesAll() ? null : byLabel
            : byLabel.matchesAll() ? byField : byLabel.and(byField);
    return new Selection(byField.onlyName(), byField.onlyNamespace(), filter);
  }
}
