// A rate for every unit, drawn from a population of rates whose centre and
// spread, in log odds, are learned from all units together.
//
//   y_i        ~ Binomial(N_i, p_i)
//   logit(p_i) = alpha_i
//   alpha_i    ~ Normal(mu_alpha, sigma_alpha)
//
// Where the units are not centred, z is a parameter of its own: taken back from
// alpha, it would be lost to rounding as sigma_alpha nears zero.
data {
  int<lower=1> J; // units
  array[J] int<lower=0> N; // trials of each unit
  array[J] int<lower=0> y; // successes of each unit
  real prior_mu_alpha_mean; // log odds
  real<lower=0> prior_mu_alpha_sd;
  real<lower=0> prior_sigma_alpha_rate; // per log odds
  int<lower=0> N_new; // samples of a new unit
  array[N_new] int<lower=0> trials_new; // trials in each of them
  int<lower=0, upper=1> centred; // 1: sample alpha as it is; 0: standardised
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  int J_saved = per_observation ? J : 0;
}
parameters {
  real mu_alpha; // mean log odds of the units
  real<lower=0> sigma_alpha; // sd of the log odds
  vector[J] z; // log odds of each unit; standardised unless centred
}
transformed parameters {
  // log odds of a success in each unit
  vector[J] alpha = centred ? z : mu_alpha + sigma_alpha * z;
}
model {
  mu_alpha ~ normal(prior_mu_alpha_mean, prior_mu_alpha_sd);
  sigma_alpha ~ exponential(prior_sigma_alpha_rate);
  if (centred) {
    alpha ~ normal(mu_alpha, sigma_alpha);
  } else {
    z ~ std_normal();
  }
  if (!prior_only) {
    y ~ binomial_logit(N, alpha);
  }
}
generated quantities {
  real lprior = normal_lpdf(mu_alpha | prior_mu_alpha_mean, prior_mu_alpha_sd)
                + exponential_lpdf(sigma_alpha | prior_sigma_alpha_rate);
  vector<lower=0, upper=1>[J] p = inv_logit(alpha); // rate of each unit
  real alpha_new = normal_rng(mu_alpha, sigma_alpha); // a new unit
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

