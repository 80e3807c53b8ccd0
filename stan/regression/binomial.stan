// Successes of known numbers of trials, with a linear predictor of their log odds.
// With one trial a row, outcomes are 0 or 1.
//
// Some coefficients vary by group: not at all (complete pooling), each on its own (no
// pooling), or around a common mean with a spread and correlations that are learned
// (partial pooling).
//
//   y_i     ~ Binomial(trials_i, 1 / (1 + exp(-eta_i)))
//   eta_i   = offset_i + W_i beta + Z_i theta_j[i] + u_1[i] + ... + u_H[i]
//   theta_j ~ Normal_K(mu, Sigma), Sigma = diag(sd) R diag(sd)
//   u_h     ~ Normal(0, sd_further_h)
//
// W are the columns of X whose coefficients do not vary, and mu those of beta that do.
// Without pooling theta_j has a fixed, very wide prior instead. The unit of eta is
// log odds.
// What is in all such programs is in the folder mixed.
functions {
#include mixed/functions.stan
}
data {
#include mixed/data.stan
  array[N] int<lower=0> trials; // trials of each observation
  array[N] int<lower=0> y; // successes
  array[N_new] int<lower=0> trials_new;
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
    y ~ binomial_logit(trials, eta);
  }
}
generated quantities {
#include mixed/generated_quantities.stan
  array[N_new] int y_new; // of a new group, with a new level of each further factor
  vector[N_saved] log_lik;
  array[N_saved] int y_rep;
  {
#include mixed/new_group.stan
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

