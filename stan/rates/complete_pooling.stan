// One rate for all units.
//
//   y_i      ~ Binomial(N_i, p)
//   logit(p) = alpha
data {
  int<lower=1> J; // units
  array[J] int<lower=0> N; // trials of each unit
  array[J] int<lower=0> y; // successes of each unit
  real prior_alpha_mean; // log odds
  real<lower=0> prior_alpha_sd;
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  int J_saved = per_observation ? J : 0;
}
parameters {
  real alpha; // log odds of a success
}
model {
  alpha ~ normal(prior_alpha_mean, prior_alpha_sd);
  if (!prior_only) {
    y ~ binomial_logit(N, alpha);
  }
}
generated quantities {
  real lprior = normal_lpdf(alpha | prior_alpha_mean, prior_alpha_sd);
  real<lower=0, upper=1> p = inv_logit(alpha); // rate
  vector[J_saved] log_lik;
  array[J_saved] int y_rep;
  for (j in 1 : J_saved) {
    log_lik[j] = binomial_logit_lpmf(y[j] | N[j], alpha);
    y_rep[j] = binomial_rng(N[j], p);
  }
}

