// The programs normal and estimates with all coefficients integrated out: the same
// posterior of the scales, from cross products by group, under every degree of pooling.
//
// With Z_j = Q_j R_j the columns of group j that vary by group, turned so that the first
// is the level at the mean of the predictors (B theta_j ~ Normal_K(B mu, S)), and with
// F v + c the coefficients of the population, v ~ Normal(v0, I),
//
//   e_j = Q_j' (y_j - X_j c - X_j F v) ~ Normal_K(0, V_j),   V_j = sigma^2 I + R_j S R_j'
//   what is left of the rows ~ Normal(0, sigma^2)
//
// So with C = [X F, y - X c] the rows say of (v, 1) no more than
//
//   M = sum_j (Q_j' C_j)' V_j^-1 (Q_j' C_j) + cross products of what is left / sigma^2
//
// and v is integrated out of a normal density. Groups with the same R_j have the same V_j,
// so their cross products are summed. V is linear in S, and M in the entries of the V^-1:
// a gradient takes two products of matrices, and K steps of elimination for all V at once.
//
// Without pooling S is known, with complete pooling no group has coefficients of its own
// (D = 0). Estimates are divided by their standard errors, and sigma is 1.
//
// Each scale is sampled in logarithms, in steps of the width that the table lets expect,
// from where it lets expect it: a million rows make a posterior far narrower than 1.
functions {
  // Place of an entry of a symmetric matrix in its lower triangle, row by row.
  int entry(int i, int j) {
    return choose(max(i, j), 2) + min(i, j);
  }
  // Minus the inverses of symmetric matrices, the entries of all of them side by side, and
  // the pivots, whose product is the determinant (the sweep operator).
  array[] vector swept(array[] vector V, int K) {
    array[size(V) + K] vector[rows(V[1])] S = append_array(V, V[1 : K]);
    for (k in 1 : K) {
      array[K] vector[rows(V[1])] row;
      vector[rows(V[1])] pivot = S[entry(k, k)];
      for (i in 1 : K) {
        row[i] = S[entry(i, k)];
      }
      for (i in 1 : K) {
        for (j in 1 : i) {
          if (i != k && j != k) {
            S[entry(i, j)] -= row[i] .* row[j] ./ pivot;
          }
        }
      }
      for (i in 1 : K) {
        S[entry(i, k)] = row[i] ./ pivot;
      }
      S[entry(k, k)] = -inv(pivot);
      S[size(V) + k] = pivot;
    }
    return S;
  }
}
data {
  int<lower=0> P; // coefficients of the population
  int<lower=1> K; // coefficients that vary by group
  int<lower=0> D; // distinct designs of groups
  int freedom; // rows, less K for each group
  vector<lower=1>[D] groups; // groups of each design
  array[D] matrix[K, K] root; // R
  // Cross products of Q' C, lower triangles: of row k and l, k >= l, design after design
  matrix[D * choose(K + 1, 2), choose(P + 2, 2)] along;
  vector[choose(P + 2, 2)] rest; // of what is left of the rows
  vector[P] ahead; // v0
  matrix[K, K] B;
  int<lower=0, upper=2> pooling; // 0 complete, 1 none, 2 partial
  int<lower=0, upper=1> correlated; // 0: R is the identity
  int<lower=0> S; // scales: sds of the coefficients between groups, then sigma
  vector<lower=0>[K] own_sd; // prior sds of B theta, without pooling
  vector<lower=0>[S] prior_scale_rate;
  real<lower=0> prior_cor_shape; // R ~ LKJ(shape)
  vector[S] start; // of the logarithms of the scales
  vector<lower=0>[S] width; // of their steps
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
transformed data {
  int T = choose(K + 1, 2);
  int K_sd = pooling == 2 ? K : 0;
  int K_R = pooling == 2 && correlated ? K : 1;
  matrix[D * T, T] spread = rep_matrix(0, D * T, T); // R S R', linear in S
  for (d in 1 : D) {
    for (k in 1 : K) {
      for (l in 1 : k) {
        for (a in 1 : K) {
          for (b in 1 : K) {
            spread[D * (entry(k, l) - 1) + d, entry(a, b)] += root[d, k, a]
                                                              * root[d, l, b];
          }
        }
      }
    }
  }
}
parameters {
  vector[S] raw; // logarithms of the scales, in their steps
  cholesky_factor_corr[K_R] R_root; // Cholesky factor of R
}
transformed parameters {
  vector<lower=0>[S] scale = exp(start + width .* raw);
  vector[K_sd] sd = head(scale, K_sd); // sds of the coefficients between groups
  real sigma = S > K_sd ? scale[S] : 1; // sd around the predictor
}
model {
  scale ~ exponential(prior_scale_rate);
  target += sum(width .* raw); // Jacobian of the logarithms
  R_root ~ lkj_corr_cholesky(prior_cor_shape);
  if (!prior_only) {
    real noise = square(sigma);
    vector[choose(P + 2, 2)] said = rest / noise;
    matrix[P, P] precision = identity_matrix(P);
    vector[P] aim = ahead;
    target += -freedom * log(sigma);
    if (D > 0) {
      matrix[K, K] S_root = diag_matrix(own_sd);
      array[T] vector[D] V;
      array[T + K] vector[D] inverse;
      vector[D * T] weight;
      if (pooling == 2) {
        S_root = B * (K_R == K ? diag_pre_multiply(sd, R_root) : diag_matrix(sd));
      }
      {
        matrix[K, K] covariance = tcrossprod(S_root);
        vector[T] entries;
        vector[D * T] V_all;
        for (a in 1 : K) {
          for (b in 1 : a) {
            entries[entry(a, b)] = covariance[a, b];
          }
        }
        V_all = spread * entries;
        for (t in 1 : T) {
          V[t] = segment(V_all, D * (t - 1) + 1, D);
        }
      }
      for (k in 1 : K) {
        V[entry(k, k)] += noise;
      }
      inverse = swept(V, K);
      for (t in 1 : T) {
        weight[D * (t - 1) + 1 : D * t] = inverse[t];
      }
      said -= along' * weight;
      for (k in 1 : K) {
        target += -0.5 * dot_product(groups, log(inverse[T + k]));
      }
    }
    for (p in 1 : P) {
      aim[p] += said[entry(P + 1, p)];
      for (q in 1 : P) {
        precision[p, q] += said[entry(p, q)];
      }
    }
    {
      matrix[P, P] half = cholesky_decompose(precision);
      target += -0.5
                * (said[choose(P + 2, 2)] - dot_self(mdivide_left_tri_low(half, aim)))
                - sum(log(diagonal(half)));
    }
  }
}
generated quantities {
  real lprior = exponential_lpdf(scale | prior_scale_rate)
                + lkj_corr_cholesky_lpdf(R_root | prior_cor_shape);
  vector[choose(K_R, 2)] cor; // correlations in R: of 1 and 2, 1 and 3, 2 and 3 ...
  for (k in 2 : K_R) {
    cor[choose(k - 1, 2) + 1 : choose(k, 2)] = R_root[1 : (k - 1)] * R_root[k]';
  }
}

