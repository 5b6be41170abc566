package dev.setpoint.api.review;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who answers which review. */
@Configuration(proxyBeanMethods = false)
class ReviewResources {

  @Bean
  ReviewResource subjectAccess(AccessReviews access) {
    return new ReviewResource(ReviewKinds.ACCESS, access::subject);
  }

  @Bean
  ReviewResource localAccess(AccessReviews access) {
    return new ReviewResource(ReviewKinds.LOCAL_ACCESS, access::local);
  }

  @Bean
  ReviewResource selfAccess(AccessReviews access) {
    return new ReviewResource(ReviewKinds.SELF_ACCESS, access::self);
  }

  @Bean
  ReviewResource selfRules(RulesReview rules) {
    return new ReviewResource(ReviewKinds.SELF_RULES, rules::answer);
  }

  @Bean
  ReviewResource tokens(IdentityReviews identities) {
    return new ReviewResource(ReviewKinds.TOKEN, identities::token);
  }

  @Bean
  ReviewResource self(IdentityReviews identities) {
    return new ReviewResource(ReviewKinds.SELF, identities::self);
  }
}
