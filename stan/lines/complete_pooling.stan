// One line for all observations; the groups are ignored.
//
//   y_i ~ Normal(alpha + beta x_i, sigma)
data {
  int<lower=1> N; // observations
  vector[N] x; // predictor, less its printed centre
  vector[N] y; // outcome
  real prior_alpha_mean; // unit of the outcome
  real<lower=0> prior_alpha_sd;
  real prior_beta_mean; // unit of the outcome per unit of the predictor
  real<lower=0> prior_beta_sd;
  real<lower=0> prior_sigma_rate; // per unit of the outcome
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
  real<offset=mean(y), multiplier=y_unit> alpha; // outcome at the centre of the predictor
  real<multiplier=slope_unit> beta; // slope
  real<lower=0> sigma; // sd around the line
}
model {
  alpha ~ normal(prior_alpha_mean, prior_alpha_sd);
  beta ~ normal(prior_beta_mean, prior_beta_sd);
  sigma ~ exponential(prior_sigma_rate);
  if (!prior_only) {
    y ~ normal(alpha + beta * x, sigma);
  }
}
generated quantities {
  real lprior = normal_lpdf(alpha | prior_alpha_mean, prior_alpha_sd)
                + normal_lpdf(beta | prior_beta_mean, prior_beta_sd)
                + exponential_lpdf(sigma | prior_sigma_rate);
  vector[N_saved] log_lik;
  array[N_saved] real y_rep;
  for (i in 1 : N_saved) {
    real line = alpha + beta * x[i];
    log_lik[i] = normal_lpdf(y[i] | line, sigma);
    y_rep[i] = normal_rng(line, sigma);
  }
}

