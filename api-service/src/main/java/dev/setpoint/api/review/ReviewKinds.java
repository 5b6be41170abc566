package dev.setpoint.api.review;

import static dev.setpoint.api.review.ReviewKind.AUTHENTICATION;
import static dev.setpoint.api.review.ReviewKind.AUTHORIZATION;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kinds of authentication.k8s.io and authorization.k8s.io. */
@Configuration(proxyBeanMethods = false)
class ReviewKinds {

  static final ReviewKind TOKEN =
      ReviewKind.of(AUTHENTICATION, "tokenreviews", "TokenReview", false);
  static final ReviewKind SELF =
      ReviewKind.of(AUTHENTICATION, "selfsubjectreviews", "SelfSubjectReview", false);
  static final ReviewKind ACCESS =
      ReviewKind.of(AUTHORIZATION, "subjectaccessreviews", "SubjectAccessReview", false);
  static final ReviewKind LOCAL_ACCESS =
      ReviewKind.of(AUTHORIZATION, "localsubjectaccessreviews", "LocalSubjectAccessReview", true);
  static final ReviewKind SELF_ACCESS =
      ReviewKind.of(AUTHORIZATION, "selfsubjectaccessreviews", "SelfSubjectAccessReview", false);
  static final ReviewKind SELF_RULES =
      ReviewKind.of(AUTHORIZATION, "selfsubjectrulesreviews", "SelfSubjectRulesReview", false);

  @Bean
  ReviewKind tokenReviews() {
    return TOKEN;
  }

  @Bean
  ReviewKind selfSubjectReviews() {
    return SELF;
  }

  @Bean
  ReviewKind subjectAccessReviews() {
    return ACCESS;
  }

  @Bean
  ReviewKind localSubjectAccessReviews() {
    return LOCAL_ACCESS;
  }

  @Bean
  ReviewKind selfSubjectAccessReviews() {
    return SELF_ACCESS;
  }

  @Bean
  ReviewKind selfSubjectRulesReviews() {
    return SELF_RULES;
  }
}
