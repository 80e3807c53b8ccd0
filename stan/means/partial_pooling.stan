// A mean for every group, drawn from a population of means whose centre and
// spread are learned from all groups together.
//
//   y_i     ~ Normal(alpha_j[i], sigma)
//   alpha_j ~ Normal(mu_alpha, sigma_alpha)
//
// Where the groups are not centred, z is a parameter of its own: taken back from
// alpha, it would be lost to rounding as sigma_alpha nears zero.
data {
  int<lower=1> N; // observations
  int<lower=1> J; // groups
  array[N] int<lower=1, upper=J> group; // group of each observation
  vector[N] y; // outcome
  real prior_mu_alpha_mean; // unit of the outcome
  real<lower=0> prior_mu_alpha_sd;
  real<lower=0> prior_sigma_alpha_rate; // per unit of the outcome
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  int<lower=0> N_new; // observations of a new group
  int<lower=0, upper=1> centred; // 1: sample alpha as it is; 0: standardised
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  // Units in which the parameters are sampled, whatever those of the table are.
  real y_unit = sd(y);
  real z_origin = centred ? mean(y) : 0;
  real z_unit = centred ? y_unit : 1;
  int N_saved = per_observation ? N : 0;
}
parameters {
  real<offset=mean(y), multiplier=y_unit> mu_alpha; // mean of the group means
  real<lower=0> sigma_alpha; // sd of the group means
  vector<offset=z_origin, multiplier=z_unit>[J] z; // mean of each group; standardised unless centred
  real<lower=0> sigma; // sd of the observations within a group
}
transformed parameters {
  vector[J] alpha = centred ? z : mu_alpha + sigma_alpha * z; // mean of each group
}
model {
  mu_alpha ~ normal(prior_mu_alpha_mean, prior_mu_alpha_sd);
  sigma_alpha ~ exponential(prior_sigma_alpha_rate);
  if (centred) {
    alpha ~ normal(mu_alpha, sigma_alpha);
  } else {
    z ~ std_normal();
  }
  sigma ~ exponential(prior_sigma_rate);
  if (!prior_only) {
    y ~ normal(alpha[group], sigma);
  }
}
generated quantities {
  real lprior = normal_lpdf(mu_alpha | prior_mu_alpha_mean, prior_mu_alpha_sd)
                + exponential_lpdf(sigma_alpha | prior_sigma_alpha_rate)
                + exponential_lpdf(sigma | prior_sigma_rate);
  real alpha_new = normal_rng(mu_alpha, sigma_alpha); // mean of a new group
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

