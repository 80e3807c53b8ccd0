// Counts of events whose rates differ more than a linear predictor of their logs says:
// the variance is mean + mean^2 / phi.
//
// Some coefficients vary by group: not at all (complete pooling), each on its own (no
// pooling), or around a common mean with a spread and correlations that are learned
// (partial pooling).
//
//   y_i     ~ NegativeBinomial(mean exp(eta_i), phi), 1 / sqrt(phi) ~ Exponential
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
  int count_rng(real eta, real phi) {
    real rate = gamma_rng(phi, phi) * exp(fmin(eta, 20.79));
    return rate > 0 ? poisson_rng(fmin(rate, 1e9)) : 0;
  }
#include mixed/functions.stan
}
data {
#include mixed/data.stan
  array[N] int<lower=0> y; // count
  real<lower=0> prior_phi_rate; // 1 / sqrt(phi) ~ Exponential(rate)
}
transformed data {
#include mixed/transformed_data.stan
}
parameters {
#include mixed/parameters.stan
  real<lower=0> root; // 1 / sqrt(phi): sd of the rates over their mean
}
transformed parameters {
  real phi = inv_square(root);
#include mixed/transformed_parameters.stan
}
model {
#include mixed/priors.stan
  root ~ exponential(prior_phi_rate);
  if (!prior_only) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    // Beyond this phi counts are Poisson's, and its slope has no digits left.
    y ~ neg_binomial_2_log(eta, fmin(phi, 1e8));
  }
}
generated quantities {
#include mixed/generated_quantities.stan
  array[N_new] int y_new; // of a new group, with a new level of each further factor
  vector[N_saved] log_lik;
  array[N_saved] int y_rep;
  lprior += exponential_lpdf(root | prior_phi_rate);
  {
#include mixed/new_group.stan
    for (n in 1 : N_new) {
      y_new[n] = count_rng(eta[n], phi);
    }
  }
  if (per_observation) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    for (i in 1 : N) {
      log_lik[i] = neg_binomial_2_log_lpmf(y[i] | eta[i], phi);
      y_rep[i] = count_rng(eta[i], phi);
    }
  }
}

