  // What is sampled of a group is B theta_j: its first is the level at the mean of the
  // predictors, and not where they are 0, which may be far outside the table. What the
  // data settle is sampled as it is (centred), a coefficient of the groups or the levels
  // of a further factor; all else is standardised, given what is before it: spreads reach
  // down to zero, where the centred form has its funnel. The rows see sums of effects
  // alone, so sums are sampled: an intercept and a group's level with the mean of crossed
  // levels, a nested level with what it lies in, a group's level with that of a factor it
  // lies in.
  vector[L] further; // effect of each level
  vector[P_used] beta; // coefficients of the population
  vector[K_sd] mu; // mean of the groups' coefficients
  // Cholesky factor of Sigma
  matrix[K_sd, K_sd] Sigma_root = K_R == K_sd ? diag_pre_multiply(sd, R_root)
                                  : diag_matrix(sd);
  matrix[J_own, K_own] theta = theta_raw; // coefficients of each group
  real between = 0; // log density of what is sampled of them, given mu and Sigma
  {
    vector[L] sampled = reflected(count, reflect,
                                  (further_unit + standardised .* sd_further[factor])
                                  .* further_raw);
    vector[L + J] total = together(sampled, rep_vector(0, J), count, inside, reflect,
                                   further_unit);
    vector[J] around;
    further = alone(total, inside);
    beta = location[kept] + unit[kept, kept] * beta_raw
           - dot_product(in_intercept, further) * intercept[kept];
    around = beside(further, total, in_group, above)
             + own_mean[ : , kept] * (beta - location[kept]);
    mu = M * beta;
    if (pooling == 1) {
      for (j in 1 : J) {
        theta[j] = (own_location[j] + own_unit[j] * theta_raw[j]')';
      }
      theta[ : , 1] -= around;
    } else if (pooling == 2) {
      // Cholesky factor of the covariance of B theta_j
      matrix[K, K] B_root = qr_thin_R((B * Sigma_root)')';
      if (!centred[1]) {
        // Standardised given what the rows of each group tell of it.
        vector[J] weight = B_root[1, 1] * own_weight;
        vector[J] both = 1 + B_root[1, 1] * weight;
        theta[ : , 1] = weight .* (own_level - around - B[1] * mu) ./ both
                        + theta[ : , 1] ./ sqrt(both);
        between -= 0.5 * sum(log(both));
      }
      for (k in 1 : K) {
        if (centred[k]) {
          theta[ : , k] = theta_location[k] + theta_unit[k] * theta_raw[ : , k]
                          - B[k] * mu;
          if (k == 1) {
            theta[ : , 1] -= around;
          }
          for (before in 1 : (k - 1)) {
            theta[ : , k] -= B_root[k, before] * theta[ : , before];
          }
          theta[ : , k] /= B_root[k, k];
          between -= J * log(B_root[k, k]);
        }
      }
      between += std_normal_lpdf(to_vector(theta));
      theta = rep_matrix(mu', J) + theta * (B_inverse * B_root)';
    }
    if (pooling > 0 && H > 0) {
      total = together(sampled, theta * B[1]' + around - theta_location[1], count,
                       inside, reflect, further_unit);
      further = alone(total, inside);
    }
  }
