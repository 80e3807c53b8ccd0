// Outcomes that are estimates with known standard errors, as in a meta-analysis: normal
// around a linear predictor. What is predicted is a true effect.
//
// Some coefficients vary by group: not at all (complete pooling), each on its own (no
// pooling), or around a common mean with a spread and correlations that are learned
// (partial pooling).
//
//   y_i     ~ Normal(eta_i, se_i)
//   eta_i   = offset_i + W_i beta + Z_i theta_j[i] + u_1[i] + ... + u_H[i]
//   theta_j ~ Normal_K(mu, Sigma), Sigma = diag(sd) R diag(sd)
//   u_h     ~ Normal(0, sd_further_h)
//
// W are the columns of X whose coefficients do not vary, and mu those of beta that do.
// Without pooling theta_j has a fixed, very wide prior instead. The unit of eta is the
// outcome's.
// What is in all such programs is in the folder mixed.
functions {
#include mixed/functions.stan
}
data {
#include mixed/data.stan
  vector[N] y; // outcome: an estimate of eta
  vector<lower=0>[N] se; // its standard error
}
transformed data {
#include mixed/transformed_data.stan
}
parameters {
#include mixed/parameters.stan
}
transformed parameters {
#include mixed/transformed_parameters.stan
}
model {
#include mixed/priors.stan
  if (!prior_only) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y ~ normal(eta, se);
  }
}
generated quantities {
#include mixed/generated_quantities.stan
  array[N_new] real y_new; // of a new group, with a new level of each further factor
  vector[N_saved] log_lik;
  array[N_saved] real y_rep;
  {
#include mixed/new_group.stan
    y_new = to_array_1d(eta);
  }
  if (per_observation) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y_rep = normal_rng(eta, se);
    for (i in 1 : N) {
      log_lik[i] = normal_lpdf(y[i] | eta[i], se[i]);
    }
  }
}

