// The program complete_pooling, from sufficient statistics of the table: the same
// posterior, at the same cost however long the table.
//
// With X the rows (1, x_i), and R' R = X' X,
//
//   e = R (alpha_hat, beta_hat) ~ Normal2(R (alpha, beta), sigma I)
//   W = squares of the observations about the least-squares line alpha_hat, beta_hat,
//       W / sigma^2 ~ chi-square, N - 2 degrees
//
//   R = ( r11 r12 )    r11 = sqrt(N),  r12 = sqrt(N) mean(x),
//       (  0  r22 )    r22 = sqrt(sum (x - mean(x))^2)
//
// Each parameter is sampled in steps of the width that the table lets expect, from
// where it lets expect it: a million rows make a posterior far narrower than 1.
data {
  int<lower=1> N; // observations
  real<lower=0> within; // W, squares of the observations about their line
  real<lower=0> r11;
  real r12;
  real<lower=0> r22;
  real e1;
  real e2;
  real prior_alpha_mean; // unit of the outcome
  real<lower=0> prior_alpha_sd;
  real prior_beta_mean; // unit of the outcome per unit of the predictor
  real<lower=0> prior_beta_sd;
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  array[3] real start; // of alpha, beta and log sigma
  array[3] real<lower=0> width; // of their steps
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
parameters {
  real<offset=start[1], multiplier=width[1]> alpha; // outcome at the centre of the predictor
  real<offset=start[2], multiplier=width[2]> beta; // slope
  real<offset=start[3], multiplier=width[3]> log_sigma;
}
transformed parameters {
  real<lower=0> sigma = exp(log_sigma); // sd around the line
}
model {
  alpha ~ normal(prior_alpha_mean, prior_alpha_sd);
  beta ~ normal(prior_beta_mean, prior_beta_sd);
  sigma ~ exponential(prior_sigma_rate);
  target += log_sigma; // Jacobian of the logarithm
  if (!prior_only) {
    real squares = within + square(e1 - r11 * alpha - r12 * beta)
                   + square(e2 - r22 * beta);
    target += -N * log_sigma - 0.5 * squares / square(sigma);
  }
}
generated quantities {
  real lprior = normal_lpdf(alpha | prior_alpha_mean, prior_alpha_sd)
                + normal_lpdf(beta | prior_beta_mean, prior_beta_sd)
                + exponential_lpdf(sigma | prior_sigma_rate);
}

