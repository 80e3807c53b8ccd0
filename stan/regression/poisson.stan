// Counts of events, with a linear predictor of the logs of their rates. An offset is
// the log of an exposure.
//
// Some coefficients vary by group: not at all (complete pooling), each on its own (no
// pooling), or around a common mean with a spread and correlations that are learned
// (partial pooling).
//
//   y_i     ~ Poisson(exp(eta_i))
//   eta_i   = offset_i + W_i beta + Z_i theta_j[i] + u_1[i] + ... + u_H[i]
//   theta_j ~ Normal_K(mu, Sigma), Sigma = diag(sd) R diag(sd)
//   u_h     ~ Normal(0, sd_further_h)
//
// W are the columns of X whose coefficients do not vary, and mu those of beta that do.
// Without pooling theta_j has a fixed, very wide prior instead. The unit of eta is
// log rate.
// What is in all such programs is in the folder mixed.
functions {
  // A count; rates beyond what an integer has room for are cut.
  int count_rng(real eta) {
    return poisson_log_rng(fmin(eta, 20.79));
  }
#include mixed/functions.stan
}
data {
#include mixed/data.stan
  array[N] int<lower=0> y; // count
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
    y ~ poisson_log(eta);
  }
}
generated quantities {
#include mixed/generated_quantities.stan
  array[N_new] int y_new; // of a new group, with a new level of each further factor
  vector[N_saved] log_lik;
  array[N_saved] int y_rep;
  {
#include mixed/new_group.stan
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

