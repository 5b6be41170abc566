package dev.setpoint.api.registry;

import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.schema.TypedForm;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Takes objects through a strategy the way the pipeline does, without store or admission. */
public final class StrategyFixture {

  public static final Schemas SCHEMAS = new Schemas();
  private static final TypedForm FORM = new TypedForm(SCHEMAS);

  private final ResourceStrategy strategy;

  public StrategyFixture(ResourceStrategy strategy) {
    this.strategy = strategy;
  }

  /** JSON with single quotes. */
  public static ObjectNode json(String text) {
    return KubeJson.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private ObjectNode decoded(ObjectNode object) {
    var result = FORM.check(strategy.type().apiVersion(), strategy.type().kind(), object);
    if (result.mismatch() != null) {
      throw new IllegalArgumentException(result.mismatch());
    }
    strategy.setDefaults(object);
    return object;
  }

  public ObjectNode created(String json) {
    ObjectNode object = decoded(json(json));
    strategy.prepareForCreate(object);
    return object;
  }

  /** {@code field: message} of everything that is wrong with a new object. */
  public List<String> problems(String json) {
    FieldErrors errors = new FieldErrors();
    strategy.validate(created(json), errors);
    return told(errors);
  }

  public ObjectNode updated(ObjectNode old, ObjectNode change) {
    ObjectNode object = decoded(change.deepCopy());
    strategy.prepareForUpdate(object, old);
    return object;
  }

  public List<String> updateProblems(ObjectNode old, ObjectNode change) {
    FieldErrors errors = new FieldErrors();
    strategy.validateUpdate(updated(old, change), old, errors);
    return told(errors);
  }

  public List<String> statusProblems(ObjectNode old, ObjectNode change) {
    ObjectNode object = decoded(change.deepCopy());
    strategy.prepareForStatusUpdate(object, old);
    FieldErrors errors = new FieldErrors();
    strategy.validateStatusUpdate(object, old, errors);
    return told(errors);
  }

  private static List<String> told(FieldErrors errors) {
    return errors.causes().stream().map(StrategyFixture::told).toList();
  }

  private static String told(StatusCause cause) {
    return cause.field() + ": " + cause.message();
  }
}
