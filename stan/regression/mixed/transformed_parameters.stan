  vector[L] further; // effect of each level
  vector[P_used] beta; // coefficients of the population
  vector[K_sd] mu; // mean of the groups' coefficients
  // Cholesky factor of Sigma
  matrix[K_sd, K_sd] Sigma_root = K_R == K_sd ? diag_pre_multiply(sd, R_root)
                                  : diag_matrix(sd);
  matrix[J_own, K_own] theta; // coefficients of each group
  // Log density of what is sampled of the groups, and the Jacobian of all units
  real between;
  {
    matrix[K, K] B_root = identity_matrix(K); // of the covariance of B theta_j
    vector[1 + P_used + L + J_own * K_own] found;
    if (pooling == 2) {
      B_root = qr_thin_R((B * Sigma_root)')';
    }
    found = together(beta_raw, theta_raw, further_raw, sd_further, B_root,
                     prior_theta_sd, pooling, kept, B, own, own_theta, stacked, own_beta,
                     own_mean, own_location, own_unit, own_bend, size_of, first, inside,
                     of_group, above, reflect, linked, in_group);
    between = found[1];
    further = head(tail(found, L + J_own * K_own), L);
    beta = location[kept] + unit[kept, kept] * tail(head(found, 1 + P_used), P_used)
           - dot_product(in_intercept, further) * intercept[kept];
    mu = M * beta;
    theta = to_matrix(tail(found, J_own * K_own), J_own, K_own);
    if (pooling == 2) {
      theta += rep_matrix(mu', J);
    }
  }
