  int J_own = pooling > 0 ? J : 0; // groups with coefficients of their own
  int K_own = pooling > 0 ? K : 0;
  int K_sd = pooling == 2 ? K : 0;
  int K_R = pooling == 2 && correlated ? K : 1;
  int N_saved = per_observation ? N : 0;
  int P_used = sum(used);
  // columns of X that the model has
  array[P_used] int kept = sort_asc(head(sort_indices_desc(used), P_used));
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
  matrix[J * (K + P + 1), K] stacked;
  for (k in 1 : K) {
    stacked[ : , k] = to_vector(own_theta[k]);
  }
  matrix[J, P] own_mean = rep_matrix(0, J, P); // of X in its units, where groups are alone
  if (pooling == 1) {
    for (j in 1 : J) {
      if (own_theta[1][j, 1] > 0) {
        own_mean[j] = own_theta[1][j, (K + 1) : (K + P)] / own_theta[1][j, 1];
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
