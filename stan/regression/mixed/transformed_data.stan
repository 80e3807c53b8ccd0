  int J_own = pooling > 0 ? J : 0; // groups with coefficients of their own
  int K_own = pooling > 0 ? K : 0;
  int K_sd = pooling == 2 ? K : 0;
  int K_R = pooling == 2 && correlated ? K : 1;
  int N_saved = per_observation ? N : 0;
  int P_used = sum(used);
  // columns of X that the model has
  array[P_used] int kept = sort_asc(head(sort_indices_desc(used), P_used));
  // Of what the model has: priors, where beta is sampled and in what units
  matrix[P_used, P_used] A_used = A[kept, kept];
  vector[P_used] prior_used_mean = prior_beta_mean[kept];
  vector[P_used] prior_used_sd = prior_beta_sd[kept];
  vector[K_sd] prior_used_rate = head(prior_sd_rate, K_sd);
  vector[P_used] location_used = location[kept];
  matrix[P_used, P_used] unit_used = unit[kept, kept];
  vector[P_used] intercept_used = intercept[kept];
  // and what the rows say
  int C = K + P_used + 1;
  array[C] int told;
  array[P_used + 1] int last = append_array(kept, {P + 1});
  matrix[P_used + 1, P_used + 1] told_beta = own_beta[last, last];
  matrix[L, C] told_levels;
  array[K] matrix[J, C] told_theta;
  matrix[J * C, K] stacked; // of all groups in one column
  // of X in its units, where groups are alone
  matrix[J, P_used] own_mean = rep_matrix(0, J, P_used);
  // Rows theta_j to B theta_j, and back
  matrix[K, K] forth = B';
  matrix[K, K] back = 2 * identity_matrix(K) - forth;
  matrix[K_sd, P_used] M = rep_matrix(0, K_sd, P_used); // mu = M * beta
  vector[P] common = rep_vector(1, P); // 0: the groups have this coefficient
  matrix[N, P_used] W;
  matrix[N_new, P_used] W_new;
  array[H + 1] int size_of = append_array(count, {J}); // levels of each factor, groups
  array[H + 1] int first; // place of the first of each
  array[L] int of_group; // group that a level lies in, or 0
  for (h in 1 : (H + 1)) {
    first[h] = 1 + sum(size_of[1 : (h - 1)]);
  }
  for (c in 1 : C) {
    told[c] = c > K ? K + last[c - K] : c;
  }
  told_levels = own[ : , told];
  for (k in 1 : K) {
    told_theta[k] = own_theta[k][ : , told];
    stacked[ : , k] = to_vector(told_theta[k]);
  }
  if (pooling == 1) {
    own_mean = block(told_theta[1], 1, K + 1, J, P_used);
    for (j in 1 : J) {
      if (told_theta[1][j, 1] > 0) {
        own_mean[j] /= told_theta[1][j, 1];
      }
    }
  }
  for (l in 1 : L) {
    of_group[l] = inside[l];
    while (of_group[l] > 0 && of_group[l] <= L) {
      of_group[l] = inside[of_group[l]];
    }
    of_group[l] = max(of_group[l] - L, 0);
  }
  for (k in 1 : K_own) {
    if (place[k] > 0) {
      common[place[k]] = 0;
      if (pooling == 2) {
        M[k, place[k]] = 1;
      }
    }
  }
  W = diag_post_multiply(X, common)[ : , kept];
  W_new = diag_post_multiply(X_new, common)[ : , kept];
