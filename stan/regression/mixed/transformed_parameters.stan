  vector[L] further; // effect of each level
  vector[P_used] beta; // coefficients of the population
  vector[K_sd] mu; // mean of the groups' coefficients
  // Cholesky factor of Sigma
  matrix[K_sd, K_sd] Sigma_root = K_R == K_sd ? diag_pre_multiply(sd, R_root)
                                  : diag_matrix(sd);
  matrix[J_own, K_own] theta; // coefficients of each group
  // Log density of levels and of groups around their mean, with the Jacobian of all units
  real between;
  {
    vector[1 + P_used + L + J_own * K_own] found;
    found = together(beta_raw, theta_raw, further_raw, sd_further, Sigma_root,
                     prior_theta_sd, pooling, forth, back, M, location_used, unit_used,
                     intercept_used, in_intercept, in_group, told_levels, told_theta,
                     stacked, told_beta, own_mean, own_location, own_unit, own_bend,
                     size_of, first, inside, of_group, above, reflect, linked);
    between = found[1];
    beta = segment(found, 2, P_used);
    further = head(tail(found, L + J_own * K_own), L);
    mu = M * beta;
    theta = to_matrix(tail(found, J_own * K_own), J_own, K_own);
  }
