// The program complete_pooling, from sufficient statistics of the table: the same
// posterior, at the same cost however long the table.
//
//   ybar ~ Normal(alpha, sigma / sqrt(N))
//   W    = sum_i (y_i - ybar)^2,  W / sigma^2 ~ chi-square, N - 1 degrees
//
// Each parameter is sampled in steps of the width that the table lets expect, from
// where it lets expect it: a million rows make a posterior far narrower than 1.
data {
  int<lower=1> N; // observations
  real middle; // ybar, their mean
  real<lower=0> within; // W, their squares about it
  real prior_alpha_mean; // unit of the outcome
  real<lower=0> prior_alpha_sd;
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  array[2] real start; // of alpha and log sigma
  array[2] real<lower=0> width; // of their steps
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
parameters {
  real<offset=start[1], multiplier=width[1]> alpha; // mean of every observation
  real<offset=start[2], multiplier=width[2]> log_sigma;
}
transformed parameters {
  real<lower=0> sigma = exp(log_sigma); // sd of the observations
}
model {
  alpha ~ normal(prior_alpha_mean, prior_alpha_sd);
  sigma ~ exponential(prior_sigma_rate);
  target += log_sigma; // Jacobian of the logarithm
  if (!prior_only) {
    real squares = within + N * square(middle - alpha);
    target += -N * log_sigma - 0.5 * squares / square(sigma);
  }
}
generated quantities {
  real lprior = normal_lpdf(alpha | prior_alpha_mean, prior_alpha_sd)
                + exponential_lpdf(sigma | prior_sigma_rate);
}

