package dev.setpoint.api.admission;

/** Which writes are about signing requests. */
final class SigningRequests {

  private SigningRequests() {}

  static boolean concerns(AdmissionRequest request) {
    return request.type().group().equals("certificates.k8s.io")
        && request.type().plural().equals("certificatesigningrequests");
  }
}
