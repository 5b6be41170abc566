package dev.setpoint.api.seal;

import dev.setpoint.api.pki.EncryptionKeys;
import dev.setpoint.api.storage.BodySeal;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * AES-256-GCM over the whole object, bound to its type, namespace and name, so that it can't be
 * passed off as another. What the rest of the system must know stays in the clear: metadata without
 * annotations (which may hold the last applied configuration), the type, and the names of the keys.
 */
@Component
@EnableConfigurationProperties(SealProperties.class)
final class AesSeal implements BodySeal {

  private static final String FIELD = "sealed";
  private static final String VERSION = "v1:";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] MARK = "\"sealed\"".getBytes(StandardCharsets.US_ASCII);

  private final EncryptionKeys keys;
  private final boolean enabled;
  private final Set<String> types;
  private final SecureRandom random = new SecureRandom();

  AesSeal(EncryptionKeys keys, SealProperties properties) {
    this.keys = keys;
    this.enabled = properties.enabled();
    this.types = Set.copyOf(properties.resources());
    if (enabled && properties.rotate()) {
      keys.rotate();
    }
  }

  @Override
  public boolean concerns(String type) {
    return types.contains(type);
  }

  @Override
  public String currentPrefix() {
    return enabled ? VERSION + keys.current().id() + ":" : "";
  }

  @Override
  public ObjectNode seal(ResourceType type, ObjectKey key, ObjectNode object) {
    if (!enabled) {
      return object;
    }
    ObjectNode clear = KubeJson.TREES.createObjectNode();
    for (String field : List.of("kind", "apiVersion", "metadata", "type", "immutable")) {
      if (object.has(field)) {
        clear.set(field, object.path(field).deepCopy());
      }
    }
    clear.withObjectProperty("metadata").remove(List.of("annotations", "managedFields"));
    if (object.path("data") instanceof ObjectNode data) {
      ObjectNode names = clear.putObject("data");
      data.propertyNames().forEach(name -> names.put(name, ""));
    }
    EncryptionKeys.Key current = keys.current();
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] hidden =
        crypt(
            Cipher.ENCRYPT_MODE,
            current.key(),
            nonce,
            bound(type.qualifiedName(), key),
            KubeJson.write(object));
    byte[] whole = new byte[NONCE + hidden.length];
    System.arraycopy(nonce, 0, whole, 0, NONCE);
    System.arraycopy(hidden, 0, whole, NONCE, hidden.length);
    clear.put(FIELD, VERSION + current.id() + ":" + Base64.getEncoder().encodeToString(whole));
    return clear;
  }

  @Override
  public byte[] open(String type, byte[] stored) {
    if (!mayBeSealed(stored)) {
      return stored;
    }
    ObjectNode clear = KubeJson.readObject(stored);
    String[] parts = clear.path(FIELD).asString("").split(":", 3);
    if (parts.length != 3) {
      return stored;
    }
    JsonNode metadata = clear.path("metadata");
    ObjectKey key =
        new ObjectKey(metadata.path("namespace").asString(""), metadata.path("name").asString(""));
    SecretKey secret = keys.find(parts[1]);
    if (secret == null || !parts[0].equals("v1")) {
      throw unreadable(type, key, "no key " + parts[1]);
    }
    byte[] plain;
    try {
      byte[] whole = Base64.getDecoder().decode(parts[2]);
      byte[] nonce = java.util.Arrays.copyOf(whole, NONCE);
      byte[] hidden = java.util.Arrays.copyOfRange(whole, NONCE, whole.length);
      plain = crypt(Cipher.DECRYPT_MODE, secret, nonce, bound(type, key), hidden);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw unreadable(type, key, "it was changed, or its key was");
    }
    ObjectNode object = KubeJson.readObject(plain);
    object
        .withObjectProperty("metadata")
        .put("resourceVersion", metadata.path("resourceVersion").asString(""));
    return KubeJson.write(object);
  }

  /** A look at the bytes, so that what is in the clear is not parsed. */
  private static boolean mayBeSealed(byte[] json) {
    for (int at = 0; at <= json.length - MARK.length; at++) {
      if (json[at] == '"'
          && java.util.Arrays.equals(json, at, at + MARK.length, MARK, 0, MARK.length)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] bound(String type, ObjectKey key) {
    return (type + "/" + key).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] crypt(int mode, SecretKey key, byte[] nonce, byte[] bound, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(bound);
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption failed", e);
    }
  }

  private static ApiException unreadable(String type, ObjectKey key, String why) {
    return ApiException.internal(type + " \"" + key + "\" can't be decrypted: " + why);
  }
}
