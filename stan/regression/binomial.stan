// Successes of known numbers of trials, with a linear predictor of their log odds.
// With one trial a row, outcomes are 0 or 1. Some of its coefficients vary
// by group: not at all (complete pooling), each on its own (no pooling), or around
// a common mean with a spread and correlations that are learned (partial pooling).
//
//   y_i     ~ Binomial(trials_i, 1 / (1 + exp(-eta_i)))
//   eta_i   = offset_i + W_i beta + Z_i theta_j[i] + u_1[i] + ... + u_H[i]
//   theta_j ~ Normal_K(mu, Sigma), Sigma = diag(sd) R diag(sd)
//   u_h     ~ Normal(0, sd_further_h)
//
// W are the columns of X whose coefficients do not vary, and mu those of beta that do.
// Without pooling theta_j has a fixed, very wide prior instead.
//
// What is sampled of a group is B theta_j: its first is the level at the mean of the
// predictors, and not where they are 0, which may be far outside the table. What the data
// settle is sampled as it is (centred), a coefficient of the groups or the levels of a
// further factor; all else is standardised, given what is before it: spreads reach down
// to zero, where the centred form has its funnel. The rows see sums of effects alone, so
// sums are sampled: an intercept and a group's level with the mean of crossed levels, a
// nested level with what it lies in, a group's level with that of a factor it lies in.
functions {
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
  // Levels of factors whose mean is sampled apart, from what is sampled of them: its first
  // is that mean times the root of their number, by a reflection (Householder).
  vector reflected(array[] int count, array[] int reflect, vector sampled) {
    vector[rows(sampled)] levels = sampled;
    int first = 1;
    for (h in 1 : size(count)) {
      int n = count[h];
      if (reflect[h]) {
        vector[n] away = rep_vector(-inv_sqrt(n), n);
        away[1] += 1;
        levels[first : first + n - 1] -= dot_product(away, segment(sampled, first, n))
                                         / away[1] * away;
      }
      first += n;
    }
    return levels;
  }
  // Effects of levels and groups, each with all that it lies in, from what is sampled of
  // the levels: the sum, that less its mean, or the level's own effect.
  vector together(vector sampled, vector of_groups, array[] int count,
                  array[] int inside, array[] int reflect, vector further_unit) {
    vector[rows(sampled) + rows(of_groups)] total = append_row(sampled, of_groups);
    // A level lies in a level of what has fewer of them.
    for (h in sort_indices_asc(count)) {
      int last = sum(count[1 : h]);
      int first = last - count[h] + 1;
      if (inside[first] > 0) {
        vector[count[h]] around = total[inside[first : last]];
        if (further_unit[last] == 0) {
          total[first : last] += around;
        } else if (reflect[h]) {
          total[first : last] += mean(around);
        }
      }
    }
    return total;
  }
  // Effects of the levels alone.
  vector alone(vector total, array[] int inside) {
    vector[size(inside)] levels = head(total, size(inside));
    for (l in 1 : size(inside)) {
      if (inside[l] > 0) {
        levels[l] -= total[inside[l]];
      }
    }
    return levels;
  }
  // Effects of levels that each group is sampled with.
  vector beside(vector further, vector total, vector in_group, array[] int above) {
    vector[size(above)] found = rep_vector(dot_product(in_group, further), size(above));
    for (j in 1 : size(above)) {
      if (above[j] > 0) {
        found[j] += total[above[j]];
      }
    }
    return found;
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
  array[H] int<lower=2> count; // levels of each factor
  array[H] int<lower=0, upper=1> reflect; // 1: their mean is sampled apart
  array[L] int<lower=0, upper=L + J> inside; // level, or L + group, that it lies in, or 0
  array[J] int<lower=0, upper=L> above; // level that a group lies in, or 0
  vector[N] offsets; // log odds
  matrix[N, P] X; // columns of the population
  matrix[N, K] Z; // columns that vary by group
  array[P] int<lower=0, upper=1> used; // columns of X that the model has
  array[K] int<lower=0, upper=P> place; // column of X that is this one of Z, or 0
  int<lower=0, upper=2> pooling; // 0 complete, 1 none, 2 partial
  int<lower=0, upper=1> correlated; // 0: R is the identity
  array[N] int<lower=0> trials; // trials of each observation
  array[N] int<lower=0> y; // successes
  matrix[P, P] A; // A beta has independent priors: log odds per unit of the column
  vector[P] prior_beta_mean;
  vector<lower=0>[P] prior_beta_sd;
  matrix[K, K] B; // the same of theta_j, without pooling; det B = 1
  vector[K] prior_theta_mean;
  vector<lower=0>[K] prior_theta_sd;
  vector<lower=0>[K] prior_sd_rate; // per unit of the coefficient
  real<lower=0> prior_cor_shape; // R ~ LKJ(shape)
  vector<lower=0>[H] prior_sd_further_rate; // per log odds
  vector[P] location; // where beta is sampled, and in what units
  matrix[P, P] unit;
  vector[K] theta_location; // where B theta is sampled as it is, and in what units
  vector<lower=0>[K] theta_unit;
  vector<lower=0>[L] further_unit; // of levels sampled as they are; 0: standardised
  vector[P] intercept; // 1: sampled with levels of further factors, by these weights
  vector[L] in_intercept;
  vector[L] in_group; // the same of the level of a group, beside the one above it
  vector[J] own_level; // the level of a group as its rows tell it by themselves,
  vector<lower=0>[J] own_weight; // and how surely: 1 / variance; 0: not at all
  matrix[J, P] own_mean; // mean of its rows of X that the level moves with
  array[J] vector[K] own_location; // where theta is sampled without pooling
  array[J] matrix[K, K] own_unit; // and along what directions, in what units
  int<lower=1> N_new; // observations of a new group
  matrix[N_new, P] X_new;
  matrix[N_new, K] Z_new;
  vector[N_new] offsets_new;
  array[N_new] int<lower=0> trials_new;
  array[K] int<lower=0, upper=1> centred; // 1: of B theta sampled as it is
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
}
parameters {
  vector[P_used] beta_raw; // beta in the units of sampling
  matrix[J_own, K_own] theta_raw; // theta in those, or standardised
  vector<lower=0>[K_sd] sd; // sds of the coefficients between groups
  cholesky_factor_corr[K_R] R_root; // Cholesky factor of R
  vector<lower=0>[H] sd_further; // sds between the levels of the further factors
  vector[L] further_raw; // of each level, in its unit or standardised
}
transformed parameters {
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
}
model {
  beta ~ combined(A[kept, kept], prior_beta_mean[kept], prior_beta_sd[kept]);
  if (pooling == 1) {
    for (j in 1 : J) {
      target += combined_lpdf(theta[j]' | B, prior_theta_mean, prior_theta_sd);
    }
  } else if (pooling == 2) {
    target += between;
  }
  sd ~ exponential(head(prior_sd_rate, K_sd));
  R_root ~ lkj_corr_cholesky(prior_cor_shape);
  sd_further ~ exponential(prior_sd_further_rate);
  further ~ normal(0, sd_further[factor]);
  target += dot_product(standardised, log(sd_further[factor])); // and their Jacobian
  if (!prior_only) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y ~ binomial_logit(trials, eta);
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
    y_new = binomial_rng(trials_new, inv_logit(eta));
  }
  if (per_observation) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y_rep = binomial_rng(trials, inv_logit(eta));
    for (i in 1 : N) {
      log_lik[i] = binomial_logit_lpmf(y[i] | trials[i], eta[i]);
    }
  }
}

