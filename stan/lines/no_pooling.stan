// A line for every group under priors so wide that the group's own observations
// alone decide: the groups share nothing but sigma.
//
//   y_i     ~ Normal(alpha_j[i] + beta_j[i] x_i, sigma)
//   alpha_j ~ Normal(m, s) and beta_j ~ Normal(m_beta, s_beta), very wide
data {
  int<lower=1> N; // observations
  int<lower=1> J; // groups
  array[N] int<lower=1, upper=J> group; // group of each observation
  vector[N] x; // predictor, less its printed centre
  vector[N] y; // outcome
  real prior_alpha_mean; // unit of the outcome
  real<lower=0> prior_alpha_sd;
  real prior_beta_mean; // unit of the outcome per unit of the predictor
  real<lower=0> prior_beta_sd;
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  int<lower=0> N_new; // observations of a new group
  vector[N_new] x_new; // their predictor, less the same centre
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  // Units in which the parameters are sampled, whatever those of the table are.
  real y_unit = sd(y);
  real slope_unit = y_unit / sd(x);
  int N_saved = per_observation ? N : 0;
}
parameters {
  vector<offset=mean(y), multiplier=y_unit>[J] alpha; // outcome of each group at the centre of the predictor
  vector<multiplier=slope_unit>[J] beta; // slope of each group
  real<lower=0> sigma; // sd around the line
}
model {
  alpha ~ normal(prior_alpha_mean, prior_alpha_sd);
  beta ~ normal(prior_beta_mean, prior_beta_sd);
  sigma ~ exponential(prior_sigma_rate);
  if (!prior_only) {
    y ~ normal(alpha[group] + beta[group] .* x, sigma);
  }
}
generated quantities {
  real lprior = normal_lpdf(alpha | prior_alpha_mean, prior_alpha_sd)
                + normal_lpdf(beta | prior_beta_mean, prior_beta_sd)
                + exponential_lpdf(sigma | prior_sigma_rate);
  // intercept and slope of a new group
  real alpha_new = normal_rng(prior_alpha_mean, prior_alpha_sd);
  real beta_new = normal_rng(prior_beta_mean, prior_beta_sd);
  array[N_new] real y_new;
  vector[N_saved] log_lik;
  array[N_saved] real y_rep;
  for (n in 1 : N_new) {
    y_new[n] = normal_rng(alpha_new + beta_new * x_new[n], sigma);
  }
  for (i in 1 : N_saved) {
    real line = alpha[group[i]] + beta[group[i]] * x[i];
    log_lik[i] = normal_lpdf(y[i] | line, sigma);
    y_rep[i] = normal_rng(line, sigma);
  }
}

