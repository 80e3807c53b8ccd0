// A mean for every group, each pulled toward the same fixed point by a fixed
// prior: shrinkage without a population that is learned.
//
//   y_i     ~ Normal(alpha_j[i], sigma)
//   alpha_j ~ Normal(m0, s0), m0 and s0 fixed beforehand
//
// The statements are those of no_pooling.stan, where another prior is given: each model has
// a page that is read beside its formula.
data {
  int<lower=1> N; // observations
  int<lower=1> J; // groups
  array[N] int<lower=1, upper=J> group; // group of each observation
  vector[N] y; // outcome
  real prior_alpha_mean; // unit of the outcome
  real<lower=0> prior_alpha_sd;
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  int<lower=0> N_new; // observations of a new group
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  // Units in which the parameters are sampled, whatever those of the table are.
  real y_unit = sd(y);
  int N_saved = per_observation ? N : 0;
}
parameters {
  vector<offset=mean(y), multiplier=y_unit>[J] alpha; // mean of each group
  real<lower=0> sigma; // sd of the observations within a group
}
model {
  alpha ~ normal(prior_alpha_mean, prior_alpha_sd);
  sigma ~ exponential(prior_sigma_rate);
  if (!prior_only) {
    y ~ normal(alpha[group], sigma);
  }
}
generated quantities {
  real lprior = normal_lpdf(alpha | prior_alpha_mean, prior_alpha_sd)
                + exponential_lpdf(sigma | prior_sigma_rate);
  real alpha_new = normal_rng(prior_alpha_mean, prior_alpha_sd); // mean of a new group
  array[N_new] real y_new;
  vector[N_saved] log_lik;
  array[N_saved] real y_rep;
  for (n in 1 : N_new) {
    y_new[n] = normal_rng(alpha_new, sigma);
  }
  for (i in 1 : N_saved) {
    log_lik[i] = normal_lpdf(y[i] | alpha[group[i]], sigma);
    y_rep[i] = normal_rng(alpha[group[i]], sigma);
  }
}

