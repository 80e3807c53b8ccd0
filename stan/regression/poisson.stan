// Counts of events, with a linear predictor of the logs of their rates. An offset is
// the log of an exposure. Some of its coefficients vary
// by group: not at all (complete pooling), each on its own (no pooling), or around
// a common mean with a spread and correlations that are learned (partial pooling).
//
//   y_i     ~ Poisson(exp(eta_i))
//   eta_i   = offset_i + W_i beta + Z_i theta_j[i] + u_1[i] + ... + u_H[i]
//   theta_j ~ Normal_K(mu, Sigma), Sigma = diag(sd) R diag(sd)
//   u_h     ~ Normal(0, sd_further_h)
//
// W are the columns of X whose coefficients do not vary, and mu those of beta that do.
// Without pooling theta_j has a fixed, very wide prior instead.
//
// What is sampled of a group is B theta_j: its first is the level at the mean of the
// predictors, and not where they are 0, which may be far outside the table. That level
// is sampled as it is where the data settle it (centred), and so are the levels of a
// further factor; all else is standardised, given what is before it: spreads reach down
// to zero, where the centred form has its funnel.
functions {
  // A count; rates beyond what an integer has room for are cut.
  int count_rng(real eta) {
    return poisson_log_rng(fmin(eta, 20.79));
  }
  // Coefficients b whose combinations A b have independent priors; det A = 1.
  real combined_lpdf(vector b, matrix A, vector m, vector s) {
    return normal_lpdf(A * b | m, s);
  }
  // Linear predictor of all rows; levels are written factor after factor.
  vector predictor(vector offsets, matrix W, vector beta, int pooling, matrix Z,
                   matrix theta, array[] int group, vector further, array[] int level) {
    int N = rows(W);
    vector[N] eta = offsets + W * beta;
    if (pooling > 0) {
      eta += rows_dot_product(Z, theta[group]);
    }
    for (h in 1 : size(level) %/% N) {
      eta += further[segment(level, 1 + (h - 1) * N, N)];
    }
    return eta;
  }
}
data {
  int<lower=1> N; // observations
  int<lower=1> J; // groups
  int<lower=1> P; // coefficients of the population
  int<lower=1> K; // coefficients that vary by group
  int<lower=0> H; // further grouping factors
  int<lower=0> L; // levels of all of them
  array[N] int<lower=1, upper=J> group; // group of each observation
  array[N * H] int<lower=1, upper=L> level; // its levels, factor after factor
  array[L] int<lower=1, upper=H> factor; // factor of each level
  vector[N] offsets; // log rate
  matrix[N, P] X; // columns of the population
  matrix[N, K] Z; // columns that vary by group
  array[P] int<lower=0, upper=1> used; // columns of X that the model has
  array[K] int<lower=0, upper=P> place; // column of X that is this one of Z, or 0
  int<lower=0, upper=2> pooling; // 0 complete, 1 none, 2 partial
  int<lower=0, upper=1> correlated; // 0: R is the identity
  array[N] int<lower=0> y; // count
  matrix[P, P] A; // A beta has independent priors: log rate per unit of the column
  vector[P] prior_beta_mean;
  vector<lower=0>[P] prior_beta_sd;
  matrix[K, K] B; // the same of theta_j, without pooling; det B = 1
  vector[K] prior_theta_mean;
  vector<lower=0>[K] prior_theta_sd;
  vector<lower=0>[K] prior_sd_rate; // per unit of the coefficient
  real<lower=0> prior_cor_shape; // R ~ LKJ(shape)
  vector<lower=0>[H] prior_sd_further_rate; // per log rate
  vector[P] location; // where beta is sampled, and in what units
  matrix[P, P] unit;
  real first_location; // where the first of B theta is sampled as it is
  real<lower=0> first_unit; // and in what units
  vector<lower=0>[H] further_unit; // of levels sampled as they are; 0: standardised
  array[J] vector[K] own_location; // where theta is sampled without pooling
  array[J] matrix[K, K] own_unit; // and along what directions, in what units
  int<lower=1> N_new; // observations of a new group
  matrix[N_new, P] X_new;
  matrix[N_new, K] Z_new;
  vector[N_new] offsets_new;
  int<lower=0, upper=1> centred; // 1: sample the first of theta as it is
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
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
}
parameters {
  vector[P_used] beta_raw; // beta in the units of sampling
  matrix[J_own, K_own] theta_raw; // theta in those, or standardised
  vector<lower=0>[K_sd] sd; // sds of the coefficients between groups
  cholesky_factor_corr[K_R] R_root; // Cholesky factor of R
  vector<lower=0>[H] sd_further; // sds between the levels of the further factors
  vector[L] further_raw; // effect of each level in its unit, or standardised
}
transformed parameters {
  vector[P_used] beta = location[kept] + unit[kept, kept] * beta_raw;
  vector[K_sd] mu = M * beta; // mean of the groups' coefficients
  // Cholesky factor of Sigma
  matrix[K_sd, K_sd] Sigma_root = K_R == K_sd ? diag_pre_multiply(sd, R_root)
                                  : diag_matrix(sd);
  matrix[J_own, K_own] theta = theta_raw; // coefficients of each group
  vector[L] further = sd_further[factor] .* further_raw; // effect of each level
  for (l in 1 : L) {
    if (further_unit[factor[l]] > 0) {
      further[l] = further_unit[factor[l]] * further_raw[l];
    }
  }
  if (pooling == 1) {
    for (j in 1 : J) {
      theta[j] = (own_location[j] + own_unit[j] * theta_raw[j]')';
    }
  } else if (pooling == 2) {
    // Cholesky factor of the covariance of B theta_j
    matrix[K, K] B_root = qr_thin_R((B * Sigma_root)')';
    if (centred) {
      theta[ : , 1] = (first_location + first_unit * theta_raw[ : , 1] - B[1] * mu)
                      / B_root[1, 1];
    }
    theta = rep_matrix(mu', J) + theta * (B_inverse * B_root)';
  }
}
model {
  beta ~ combined(A[kept, kept], prior_beta_mean[kept], prior_beta_sd[kept]);
  if (pooling == 1) {
    for (j in 1 : J) {
      target += combined_lpdf(theta[j]' | B, prior_theta_mean, prior_theta_sd);
    }
  } else if (pooling == 2) {
    if (centred) {
      theta_raw[ : , 1] ~ normal((B[1] * mu - first_location) / first_unit,
                                 sqrt(dot_self(B[1] * Sigma_root)) / first_unit);
    }
    for (k in (1 + centred) : K) {
      theta_raw[ : , k] ~ std_normal();
    }
  }
  sd ~ exponential(head(prior_sd_rate, K_sd));
  R_root ~ lkj_corr_cholesky(prior_cor_shape);
  sd_further ~ exponential(prior_sd_further_rate);
  for (l in 1 : L) {
    if (further_unit[factor[l]] > 0) {
      further_raw[l] ~ normal(0, sd_further[factor[l]] / further_unit[factor[l]]);
    } else {
      further_raw[l] ~ std_normal();
    }
  }
  if (!prior_only) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y ~ poisson_log(eta);
  }
}
generated quantities {
  real lprior = combined_lpdf(beta | A[kept, kept], prior_beta_mean[kept],
                              prior_beta_sd[kept])
                + exponential_lpdf(sd | head(prior_sd_rate, K_sd))
                + lkj_corr_cholesky_lpdf(R_root | prior_cor_shape)
                + exponential_lpdf(sd_further | prior_sd_further_rate);
  vector[choose(K_R, 2)] cor; // correlations in R: of 1 and 2, 1 and 3, 2 and 3 ...
  vector[K_own] theta_new; // coefficients of a new group
  array[N_new] int y_new; // with a new level of each further factor
  vector[N_saved] log_lik;
  array[N_saved] int y_rep;
  for (k in 2 : K_R) {
    cor[choose(k - 1, 2) + 1 : choose(k, 2)] = R_root[1 : (k - 1)] * R_root[k]';
  }
  {
    vector[N_new] eta = offsets_new + W_new * beta;
    for (k in 1 : K_own) {
      theta_new[k] = pooling == 1 ? normal_rng(prior_theta_mean[k], prior_theta_sd[k])
                     : std_normal_rng();
    }
    if (pooling == 1) {
      for (j in 1 : J) {
        lprior += combined_lpdf(theta[j]' | B, prior_theta_mean, prior_theta_sd);
      }
      theta_new = B \ theta_new;
    } else if (pooling == 2) {
      theta_new = mu + Sigma_root * theta_new;
    }
    if (pooling > 0) {
      eta += Z_new * theta_new;
    }
    for (h in 1 : H) {
      eta += normal_rng(0, sd_further[h]);
    }
    for (n in 1 : N_new) {
      y_new[n] = count_rng(eta[n]);
    }
  }
  if (per_observation) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    for (i in 1 : N) {
      log_lik[i] = poisson_log_lpmf(y[i] | eta[i]);
      y_rep[i] = count_rng(eta[i]);
    }
  }
}

