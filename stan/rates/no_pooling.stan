// A rate for every unit under a wide prior: the units share nothing.
//
//   y_i        ~ Binomial(N_i, p_i)
//   logit(p_i) = alpha_i
//   alpha_i    ~ Normal(m, s), with s large
data {
  int<lower=1> J; // units
  array[J] int<lower=0> N; // trials of each unit
  array[J] int<lower=0> y; // successes of each unit
  real prior_alpha_mean; // log odds
  real<lower=0> prior_alpha_sd;
  int<lower=0> N_new; // samples of a new unit
  array[N_new] int<lower=0> trials_new; // trials in each of them
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  int J_saved = per_observation ? J : 0;
}
parameters {
  vector[J] alpha; // log odds of a success in each unit
}
model {
  alpha ~ normal(prior_alpha_mean, prior_alpha_sd);
  if (!prior_only) {
    y ~ binomial_logit(N, alpha);
  }
}
generated quantities {
  real lprior = normal_lpdf(alpha | prior_alpha_mean, prior_alpha_sd);
  vector<lower=0, upper=1>[J] p = inv_logit(alpha); // rate of each unit
  real alpha_new = normal_rng(prior_alpha_mean, prior_alpha_sd); // a new unit
  array[N_new] int y_new;
  vector[J_saved] log_lik;
  array[J_saved] int y_rep;
  for (n in 1 : N_new) {
    y_new[n] = binomial_rng(trials_new[n], inv_logit(alpha_new));
  }
  for (j in 1 : J_saved) {
    log_lik[j] = binomial_logit_lpmf(y[j] | N[j], alpha[j]);
    y_rep[j] = binomial_rng(N[j], p[j]);
  }
}

