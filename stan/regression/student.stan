// Outcomes around a linear predictor with tails heavier than a normal's, so that a
// few outliers do not move it.
//
// Some coefficients vary by group: not at all (complete pooling), each on its own (no
// pooling), or around a common mean with a spread and correlations that are learned
// (partial pooling).
//
//   y_i     ~ StudentT(nu, eta_i, sigma)
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
  vector[N] y; // outcome
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  real<lower=0> prior_nu_shape; // nu ~ Gamma(shape, rate), above 1
  real<lower=0> prior_nu_rate;
}
transformed data {
#include mixed/transformed_data.stan
}
parameters {
#include mixed/parameters.stan
  real<lower=0> sigma; // scale around the predictor
  real<lower=1> nu; // degrees of freedom: the larger, the more normal
}
transformed parameters {
#include mixed/transformed_parameters.stan
}
model {
#include mixed/priors.stan
  sigma ~ exponential(prior_sigma_rate);
  nu ~ gamma(prior_nu_shape, prior_nu_rate);
  if (!prior_only) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y ~ student_t(nu, eta, sigma);
  }
}
generated quantities {
#include mixed/generated_quantities.stan
  array[N_new] real y_new; // of a new group, with a new level of each further factor
  vector[N_saved] log_lik;
  array[N_saved] real y_rep;
  lprior += exponential_lpdf(sigma | prior_sigma_rate);
  lprior += gamma_lpdf(nu | prior_nu_shape, prior_nu_rate);
  {
#include mixed/new_group.stan
    y_new = student_t_rng(nu, eta, sigma);
  }
  if (per_observation) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y_rep = student_t_rng(nu, eta, sigma);
    for (i in 1 : N) {
      log_lik[i] = student_t_lpdf(y[i] | nu, eta[i], sigma);
    }
  }
}

