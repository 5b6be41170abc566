package dev.setpoint.api.registry.rbac;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.TableLayout;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Who has a role: the two kinds differ in where it holds and in the roles they may name. */
abstract class BindingStrategy extends RbacStrategy {

  private final List<String> roleKinds;
  private final TableLayout table;

  /**
   * @param reference what its role column says that it can name
   */
  BindingStrategy(
      String plural, String kind, boolean namespaced, List<String> roleKinds, String reference) {
    super(plural, kind, namespaced);
    this.roleKinds = roleKinds;
    this.table = BindingColumns.layout(kind, reference);
  }

  @Override
  public void setDefaults(ObjectNode binding) {
    BindingRules.setDefaults(binding);
  }

  @Override
  public void validate(ObjectNode binding, FieldErrors errors) {
    BindingRules.validate(binding, roleKinds, type().namespaced(), errors);
  }

  @Override
  public void validateUpdate(ObjectNode binding, ObjectNode old, FieldErrors errors) {
    super.validateUpdate(binding, old, errors);
    BindingRules.sameRole(binding, old, errors);
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
