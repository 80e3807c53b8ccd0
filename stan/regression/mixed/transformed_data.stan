  int J_own = pooling > 0 ? J : 0; // groups with coefficients of their own
  int K_own = pooling > 0 ? K : 0;
  int K_sd = pooling == 2 ? K : 0;
  int K_R = pooling == 2 && correlated ? K : 1;
  int N_saved = per_observation ? N : 0;
  int P_used = sum(used);
  // columns of X that the model has
  array[P_used] int kept = sort_asc(head(sort_indices_desc(used), P_used));
  matrix[K, K] B_inverse = inverse(B);
  matrix[K_sd, P_used] M = rep_matrix(0, K_sd, P_used); // mu = M * beta
  vector[P] common = rep_vector(1, P); // 0: the groups have this coefficient
  matrix[N, P_used] W;
  matrix[N_new, P_used] W_new;
  vector[L] standardised = rep_vector(1, L); // 0: a level is sampled as it is
  for (l in 1 : L) {
    if (further_unit[l] > 0) {
      standardised[l] = 0;
    }
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
